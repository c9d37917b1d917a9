import type { IncomingMessage } from 'node:http';

/** What a page answers. `text` is for operators and holds nothing of a sender's, unless `html` has made it. */
export interface Page {
  readonly status: number;
  readonly text?: string;
  /** Instead of a text: what is too long to be held at once. */
  readonly pieces?: AsyncIterable<string>;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a GET or HEAD of a path is answered with. */
export type Answer = (request: IncomingMessage) => Page | Promise<Page>;

export type Pages = ReadonlyMap<string, Answer>;

/** Of what only some may see: no copy of it is kept, and no browser takes it for anything but what it says it is. */
export const privately = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
