import { setTimeout as sleep } from 'node:timers/promises';
import { type Page, privately } from './page.ts';

/** Asks a browser for a name, which does not matter, and a password. */
export const askForToken: Page = {
  status: 401,
  text: 'this needs the admin token, as a password or as a bearer\n',
  headers: { ...privately, 'www-authenticate': 'Basic realm="Portcullis", charset="UTF-8"' },
};

const comeLater: Page = { status: 429, headers: { ...privately, 'retry-after': '1' } };

interface Refusing {
  readonly waitMs?: number;
  /** How many may wait at once. */
  readonly most?: number;
  /** Told of every one that waits. */
  readonly note?: () => void;
}

/**
 * Refuses a wrong token after a second. A token of 32 characters is not found by trying however fast one may try, so this
 * keeps the trying from costing us anything, and whoever has the right one never waits for those who have not.
 */
export function slowRefusal({ waitMs = 1000, most = 50, note = () => {} }: Refusing = {}): () => Promise<Page> {
  let waiting = 0;
  return async () => {
    if (waiting >= most) return comeLater;
    waiting++;
    note();
    await sleep(waitMs);
    waiting--;
    return askForToken;
  };
}
