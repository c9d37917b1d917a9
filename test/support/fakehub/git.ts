import { createHash } from 'node:crypto';

/** One path of a commit. A submodule's `content` is the id of the commit that it points at. */
export interface GitFile {
  readonly mode: '100644' | '100755' | '120000' | '160000';
  readonly sha: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size: number | undefined;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly at: string;
}

interface TreeNode {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

/** Git's object store in memory: ids are those that git itself would give. */
export class GitObjects {
  readonly #blobs = new Map<string, Buffer>();
  readonly #trees = new Map<string, readonly TreeNode[]>();
  readonly #commits = new Map<string, Commit>();

  blob(content: Uint8Array): string {
    const bytes = Buffer.from(content);
    const sha = gitHash('blob', bytes);
    this.#blobs.set(sha, bytes);
    return sha;
  }

  /** Writes the tree of `files` (path from the root → entry) and every tree in it. */
  tree(files: ReadonlyMap<string, GitFile>): string {
    const nodes = new Map<string, TreeNode>();
    const folders = new Map<string, Map<string, GitFile>>();
    for (const [path, file] of files) {
      const [head = '', ...rest] = path.split('/');
      if (rest.length === 0) nodes.set(head, { name: head, ...file });
      else folders.set(head, (folders.get(head) ?? new Map()).set(rest.join('/'), file));
    }
    for (const [name, inside] of folders) nodes.set(name, { name, mode: '40000', sha: this.tree(inside) });
    return this.#writeTree([...nodes.values()]);
  }

  #writeTree(nodes: TreeNode[]): string {
    // Git sorts a folder as if its name ended in a slash: https://git-scm.com/docs/git-mktree
    const order = (node: TreeNode): Buffer => Buffer.from(node.mode === '40000' ? `${node.name}/` : node.name);
    nodes.sort((a, b) => Buffer.compare(order(a), order(b)));
    const bytes = nodes.map((node) =>
      Buffer.concat([Buffer.from(`${node.mode} ${node.name}\0`), Buffer.from(node.sha, 'hex')]),
    );
    const sha = gitHash('tree', Buffer.concat(bytes));
    this.#trees.set(sha, nodes);
    return sha;
  }

  commit(commit: Omit<Commit, 'sha'>): string {
    const seconds = Math.floor(Date.parse(commit.at) / 1000);
    const person = `Fakehub <fakehub@example.com> ${seconds} +0000`;
    const parents = commit.parents.map((parent) => `parent ${parent}\n`).join('');
    const text = `tree ${commit.tree}\n${parents}author ${person}\ncommitter ${person}\n\n${commit.message}`;
    const sha = gitHash('commit', Buffer.from(text));
    this.#commits.set(sha, { ...commit, sha });
    return sha;
  }

  readBlob = (sha: string): Buffer | undefined => this.#blobs.get(sha);
  readCommit = (sha: string): Commit | undefined => this.#commits.get(sha);

  /** The id of a tree, given a tree or a commit. */
  treeOf(sha: string): string | undefined {
    return this.#trees.has(sha) ? sha : this.#commits.get(sha)?.tree;
  }

  /** The entries of a tree in GitHub's order: every folder before what it holds. */
  list(tree: string, { recursive }: { readonly recursive: boolean }, prefix = ''): readonly TreeEntry[] {
    return (this.#trees.get(tree) ?? []).flatMap((node) => {
      const entry = this.#entry(node, prefix);
      const inside = recursive && entry.type === 'tree' ? this.list(node.sha, { recursive }, `${entry.path}/`) : [];
      return [entry, ...inside];
    });
  }

  #entry(node: TreeNode, prefix: string): TreeEntry {
    const type = node.mode === '40000' ? 'tree' : node.mode === '160000' ? 'commit' : 'blob';
    const size = type === 'blob' ? this.#blobs.get(node.sha)?.length : undefined;
    return { path: prefix + node.name, mode: node.mode.padStart(6, '0'), type, sha: node.sha, size };
  }

  /** Every file of a commit or tree, path → entry. */
  files(sha: string): ReadonlyMap<string, GitFile> {
    const tree = this.treeOf(sha);
    const entries = tree === undefined ? [] : this.list(tree, { recursive: true });
    const files = entries.filter((entry) => entry.type !== 'tree');
    return new Map(files.map((entry) => [entry.path, { mode: entry.mode as GitFile['mode'], sha: entry.sha }]));
  }

  /** The nearest commit that both histories hold; undefined for unrelated ones. */
  mergeBase(a: string, b: string): string | undefined {
    const ours = new Set(this.history(a));
    return this.history(b).find((sha) => ours.has(sha));
  }

  /** The commit and its ancestors, nearest first. */
  history(sha: string): readonly string[] {
    const seen = new Set<string>([sha]);
    for (const each of seen) for (const parent of this.#commits.get(each)?.parents ?? []) seen.add(parent);
    return [...seen];
  }
}

/** The id git gives to an object. */
export function gitHash(type: 'blob' | 'tree' | 'commit', bytes: Uint8Array): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
