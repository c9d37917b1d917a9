import { endedBy } from './ended-by.ts';
import type { NeighbourFile, OpenForge } from './forge.ts';

/** The pull requests of hundreds of owners within a minute. */
const most = 1_000;

/**
 * The same, but what was read in another repository is read again only after `ms`: it is the same for all reviews of an
 * owner, and most owners have none. An error is not remembered.
 */
export function rememberingForge(
  open: OpenForge,
  { ms, now = Date.now }: { readonly ms: number; readonly now?: () => number },
): OpenForge {
  const kept = new Map<string, { readonly file: NeighbourFile; readonly until: number }>();
  const underWay = new Map<string, Promise<NeighbourFile>>();
  const keep = (key: string, file: NeighbourFile): NeighbourFile => {
    kept.delete(key);
    kept.set(key, { file, until: now() + ms });
    const oldest = kept.size > most ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return file;
  };
  return async (where, signal) => {
    const forge = await open(where, signal);
    const neighbour = async (repository: string, path: string): Promise<NeighbourFile> => {
      const key = JSON.stringify([where.installationId, where.owner, repository.toLowerCase(), path]);
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return known.file;
      const first = underWay.get(key);
      // Who asked first may have been ended, which is no answer for the others.
      const answer = first && (await waitedFor(first, signal));
      if (answer !== undefined) return answer;
      const asking = forge.neighbour(repository, path).then((file) => keep(key, file));
      underWay.set(key, asking);
      try {
        return await asking;
      } finally {
        if (underWay.get(key) === asking) underWay.delete(key);
      }
    };
    return { ...forge, neighbour };
  };
}

/** Somebody else's answer, or undefined where there is none; whoever waits can be ended as well. */
async function waitedFor(
  asked: Promise<NeighbourFile>,
  signal: AbortSignal | undefined,
): Promise<NeighbourFile | undefined> {
  try {
    return await (signal === undefined ? asked : endedBy(signal, asked));
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
