import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { type ChangedFile, changedFiles, hunkText } from './changes.ts';
import type { TreeEntry } from './git.ts';
import { type Handler, type HubAnswer, type HubRequest, notFound, ok } from './request.ts';
import { apiUrl, commitResource, htmlUrl, type Resource, repositoryResource } from './resources.ts';
import { resolve } from './state.ts';

export const gitRoutes: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}': ({ world, repository }) => ok(repositoryResource(world, repository)),
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': getTree,
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': getBlob,
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': getCommit,
  'GET /repos/{owner}/{repo}/git/ref/{ref}': getRef,
  'GET /repos/{owner}/{repo}/compare/{basehead}': compare,
  'GET /repos/{owner}/{repo}/contents/{path}': getContent,
};

function getTree({ world, repository, params, query }: HubRequest): HubAnswer {
  const asked = params.tree_sha ?? '';
  const tree = repository.git.treeOf(repository.branches.get(asked) ?? asked);
  if (tree === undefined || tree === emptyTree) return notFound();
  const all = repository.git.list(tree, { recursive: query.has('recursive') });
  const truncated = query.has('recursive') && all.length > repository.treeLimit;
  const url = `${apiUrl(world, repository)}/git`;
  const shown = truncated ? all.slice(0, repository.treeLimit) : all;
  return ok({ sha: tree, url: `${url}/trees/${tree}`, tree: shown.map((entry) => treeItem(url, entry)), truncated });
}

/** Git knows it without its being stored, GitHub's API does not. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function getCommit({ world, repository, params }: HubRequest): HubAnswer {
  const commit = repository.git.readCommit(params.commit_sha ?? '');
  if (commit === undefined) return notFound();
  const { sha, url, html_url, node_id, parents, commit: data } = commitResource(world, repository, commit);
  const verification = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  // As commitResource makes it.
  const { author, committer, message, tree } = data as Resource;
  const known = (parents as readonly Resource[]).map((parent) => ({ ...parent, html_url }));
  return ok({ sha, url, html_url, node_id, author, committer, message, tree, parents: known, verification });
}

function treeItem(url: string, { path, mode, type, sha, size }: TreeEntry): Resource {
  const place = type === 'commit' ? {} : { url: `${url}/${type}s/${sha}` };
  return { path, mode, type, sha, ...(size === undefined ? {} : { size }), ...place };
}

function getBlob({ world, repository, params, query: _query }: HubRequest): HubAnswer {
  const sha = params.file_sha ?? '';
  const bytes = repository.git.readBlob(sha);
  if (bytes === undefined) return notFound();
  const url = `${apiUrl(world, repository)}/git/blobs/${sha}`;
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return ok({ sha, node_id: `B_${sha}`, url, size: bytes.length, content, encoding: 'base64' });
}

function getRef({ world, repository, params }: HubRequest): HubAnswer {
  const name = (params.ref ?? '').replace(/^heads\//, '');
  const sha = repository.branches.get(name);
  if (sha === undefined) return notFound();
  const url = `${apiUrl(world, repository)}/git`;
  const object = { type: 'commit', sha, url: `${url}/commits/${sha}` };
  return ok({ ref: `refs/heads/${name}`, node_id: `R_${name}`, url: `${url}/refs/heads/${name}`, object });
}

function compare({ world, repository, params }: HubRequest): HubAnswer {
  const [baseRef = '', headRef = ''] = (params.basehead ?? '').split('...');
  const [base, head] = [resolve(repository, baseRef), resolve(repository, headRef)];
  if (base === undefined || head === undefined) return notFound();
  const merge = repository.git.mergeBase(base.sha, head.sha);
  const mergeBase = merge === undefined ? undefined : resolve(repository, merge);
  if (mergeBase === undefined) return notFound(`No common ancestor between ${baseRef} and ${headRef}.`);
  const beyond = (from: string, to: string): readonly string[] => {
    const known = new Set(repository.git.history(from));
    return repository.git.history(to).filter((sha) => !known.has(sha));
  };
  const [ahead, behind] = [beyond(base.sha, head.sha), beyond(head.sha, base.sha)];
  const html = `${htmlUrl(world, repository)}/compare/${base.sha}...${head.sha}`;
  const commits = ahead.toReversed().flatMap((sha) => resolve(repository, sha) ?? []);
  return ok({
    url: `${apiUrl(world, repository)}/compare/${base.sha}...${head.sha}`,
    ...Object.fromEntries(['html', 'permalink'].map((name) => [`${name}_url`, html])),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitResource(world, repository, base),
    merge_base_commit: commitResource(world, repository, mergeBase),
    status: ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical',
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: commits.slice(0, 250).map((commit) => commitResource(world, repository, commit)),
    files: changedFiles(repository.git, mergeBase.sha, head.sha)
      .slice(0, 300)
      .map((file) => diffEntry(apiUrl(world, repository), file, head.sha)),
  });
}

export function diffEntry(url: string, file: ChangedFile, commit: string): Resource {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const additions = lines.filter((line) => line.startsWith('+')).length;
  const deletions = lines.filter((line) => line.startsWith('-')).length;
  const place = `${url}/contents/${encodeURIComponent(file.path)}?ref=${commit}`;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    ...Object.fromEntries(['blob', 'raw', 'contents'].map((name) => [`${name}_url`, place])),
    ...(file.hunks.length > 0 ? { patch: file.hunks.map(hunkText).join('\n') } : {}),
  };
}

function getContent({ world, repository, params, query }: HubRequest): HubAnswer {
  const path = params.path ?? '';
  const commit = resolve(repository, query.get('ref') ?? 'main');
  const sha = commit && repository.git.files(commit.sha).get(path)?.sha;
  const bytes = sha === undefined ? undefined : repository.git.readBlob(sha);
  if (sha === undefined || bytes === undefined) return notFound();
  const url = `${apiUrl(world, repository)}/contents/${path}`;
  const urls = { self: url, git: `${apiUrl(world, repository)}/git/blobs/${sha}`, html: url };
  const { git: git_url } = urls;
  return ok({
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.split('/').at(-1),
    path,
    sha,
    url,
    git_url,
    content: bytes.toString('base64'),
    html_url: url,
    download_url: url,
    _links: urls,
  });
}

/** The archive of a commit, with what `.gitattributes` says about archives; undefined for an unknown commit. */
export async function tarball(request: HubRequest): Promise<HubAnswer> {
  const { repository, params } = request;
  const commit = resolve(repository, params.ref ?? '');
  if (commit === undefined) return notFound();
  const archive = pack();
  const chunks: Buffer[] = [];
  const ended = (async () => {
    for await (const chunk of archive) chunks.push(chunk as Buffer); // a byte stream yields nothing else
  })();
  const root = `${repository.owner}-${repository.name}-${commit.sha.slice(0, 7)}`;
  for (const [path, file] of repository.git.files(commit.sha)) {
    if (repository.archive.ignore.has(path) || file.mode === '160000') continue;
    const bytes = repository.git.readBlob(file.sha) ?? Buffer.alloc(0);
    if (file.mode === '120000') archive.entry({ name: `${root}/${path}`, type: 'symlink', linkname: bytes.toString() });
    else archive.entry({ name: `${root}/${path}` }, archived(repository.archive.substitute, path, bytes));
  }
  archive.finalize();
  await ended;
  const bytes = gzipSync(Buffer.concat(chunks));
  return { status: 200, bytes, headers: { 'content-type': 'application/x-gzip' } };
}

const archived = (substituted: ReadonlySet<string>, path: string, bytes: Buffer): Buffer =>
  substituted.has(path) ? Buffer.from(bytes.toString().replaceAll('$Format:%H$', 'replaced')) : bytes;
