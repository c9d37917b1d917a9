import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { renderCheckPage } from './check-page.ts';
import { renderPage } from './page.ts';
import type { ReviewedPullRequest } from './pull-request.ts';

const mermaid = fileURLToPath(import.meta.resolve('mermaid/dist/mermaid.min.js'));

/** Serves the pull request, and its check on a page of its own, on loopback, on the port of `PORT` or a free one. */
export async function servePage(pull: ReviewedPullRequest): Promise<{ readonly url: string; close(): Promise<void> }> {
  const pages = new Map([
    ['/', renderPage(pull)],
    ['/check', renderCheckPage(pull)],
  ]);
  const server = createServer((request, response) => {
    if (request.url === '/mermaid.js')
      return void readFile(mermaid).then((script) => response.setHeader('content-type', 'text/javascript').end(script));
    const page = pages.get(request.url ?? '');
    if (page === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP, never on a pipe
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
