// Plain JavaScript that every Node can read: it runs before anything that only a new one understands.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Portcullis needs Node 22.18 or newer, this is ${process.versions.node}: run "npm ci" first, which brings its own, and start it with "npm run" or "npx node".`,
  );
  process.exit(2);
}
