import { reviewProposal } from './pull-request.ts';
import { servePage } from './server.ts';
import { describe } from './terminal.ts';

/** `npm run demo`: a pull request is judged, shown here, and served as a page until Ctrl-C; `--once` ends by itself. */
const pull = await reviewProposal();
process.stdout.write(`${describe(pull)}\n`);
if (!process.argv.includes('--once')) {
  const page = await servePage(pull);
  process.stdout.write(`\nThe same pull request as a reviewer sees it: ${page.url}   (Ctrl-C ends)\n`);
  process.once('SIGINT', () => void page.close());
}
