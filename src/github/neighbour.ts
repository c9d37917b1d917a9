import type { NeighbourFile } from '../app/forge.ts';
import type { Octokit } from './octokit.ts';
import { isStatus } from './status.ts';

/** A file on the default branch of a repository, with a token that was made for reading that repository alone. */
export async function fetchNeighbour(
  octokit: Octokit,
  { path, ...named }: { readonly owner: string; readonly repo: string; readonly path: string },
): Promise<NeighbourFile> {
  try {
    const { data } = await octokit.rest.repos.getContent({ ...named, path });
    if (Array.isArray(data)) return 'no-file';
    // Of more than a megabyte GitHub gives the size alone, of a link out of the repository where it leads.
    const isWhole = data.type === 'file' && data.encoding === 'base64';
    return { blob: data.sha, bytes: isWhole ? Buffer.from(data.content, 'base64') : undefined };
  } catch (error) {
    if (isStatus(error, 404)) return 'no-file';
    if (notVisible.some((status) => isStatus(error, status))) return 'not-visible';
    throw error;
  }
}

/** Not granted or suspended; switched off; no token for a repository on which the app is not installed; taken down. */
const notVisible = [403, 410, 422, 451];
