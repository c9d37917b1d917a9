import type { FileEntry } from '../../model/file-tree.ts';
import type { RepositoryAt } from '../repository-at.ts';
import { weightedCache } from '../weighted-cache.ts';
import { addEntries, columnsOf } from './columns.ts';
import { addContents } from './contents.ts';
import type { Order, Place, Word } from './messages.ts';

type Tree = ReadonlyMap<string, FileEntry>;
type Blobs = ReadonlyMap<string, Uint8Array>;

/** The service would not give what was asked for; the error itself stays there, under this number. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly ask: number;

  constructor(ask: number) {
    super(`what was asked for as ${ask} is not to be had`);
    this.ask = ask;
  }
}

/** An answer that is not complete yet. */
interface Open {
  readonly entries: Map<string, FileEntry>;
  readonly blobs: Map<string, Uint8Array>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Memory for what one process keeps of all its repositories, so that only the rest is sent again. */
const kept = { treeEntries: 400_000, blobBytes: 64 * 1024 * 1024 } as const;

/** The repositories of the service, as a process without any I/O sees them. */
export class RemoteRepositories {
  readonly #send: (word: Word) => void;
  readonly #open = new Map<number, Open>();
  readonly #trees = weightedCache<Tree>({ maxWeight: kept.treeEntries, weigh: (tree) => tree.size });
  readonly #blobs = weightedCache<Uint8Array>({ maxWeight: kept.blobBytes, weigh: ({ length }) => length + 100 });
  #asks = 0;

  constructor(send: (word: Word) => void) {
    this.#send = send;
  }

  at(repositoryId: number, of: Place, commit: string): RepositoryAt {
    return {
      commit,
      tree: () => this.#tree(`${repositoryId}:${commit}`, of),
      blobs: (wanted) => this.#contents(repositoryId, of, wanted),
    };
  }

  async #tree(key: string, of: Place): Promise<Tree> {
    const tree = this.#trees.get(key) ?? (await this.#ask((ask) => ({ word: 'tree', ask, of }))).entries;
    this.#trees.set(key, tree);
    return tree;
  }

  async #contents(repositoryId: number, of: Place, wanted: Tree): Promise<Blobs> {
    const found = new Map<string, Uint8Array>();
    const missing = new Map<string, FileEntry>();
    for (const [path, entry] of wanted) {
      const bytes = this.#blobs.get(`${repositoryId}:${entry.sha}`);
      if (bytes === undefined) missing.set(path, entry);
      else found.set(entry.sha, bytes);
    }
    if (missing.size === 0) return found;
    const { blobs } = await this.#ask((ask) => ({ word: 'blobs', ask, of, wanted: [...columnsOf(missing)] }));
    for (const [sha, bytes] of blobs) {
      found.set(sha, bytes);
      this.#blobs.set(`${repositoryId}:${sha}`, bytes);
    }
    return found;
  }

  #ask(word: (ask: number) => Word): Promise<Pick<Open, 'entries' | 'blobs'>> {
    const ask = this.#asks++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const open = { entries: new Map(), blobs: new Map(), resolve, reject };
    this.#open.set(ask, open);
    this.#send(word(ask));
    return promise.then(() => open);
  }

  /** Takes what the service sends, in the order in which it sends it; what nobody waits for any more is dropped. */
  receive(order: Extract<Order, { readonly ask: number }>): void {
    const open = this.#open.get(order.ask);
    if (order.order === 'entries' && open !== undefined) addEntries(open.entries, order.columns);
    else if (order.order === 'contents' && open !== undefined) addContents(open.blobs, order.contents);
    else {
      this.#open.delete(order.ask);
      if (order.order === 'refused') open?.reject(new Refused(order.ask));
      else open?.resolve();
    }
  }

  /** Ends all waiting. */
  giveUp(error: Error): void {
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
