/** Older ones lack what we build on; `engines` in package.json says the same. */
const oldest = { major: 22, minor: 18 } as const;

/** One line that says so where Node is too old; undefined where it is not. */
export function refusedNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  if (isNew) return undefined;
  return `Portcullis needs Node ${oldest.major}.${oldest.minor} or newer, this is ${version}; a clone has one after "npm ci": start it with "npx node"`;
}
