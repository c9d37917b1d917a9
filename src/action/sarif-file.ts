import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sarifText } from '../cli/sarif.ts';
import { UsageError } from '../cli/usage.ts';
import { pathBelow } from '../folder/git-paths.ts';
import type { Verdict } from '../report/report.ts';

/**
 * Writes the verdict as SARIF to `path` in the workspace. A pull request may have put a link there, or on the way: what it
 * leads to is not written to.
 * @throws UsageError where the path leads out of the workspace
 */
export async function writeSarif(verdict: Verdict, workspace: string, path: string): Promise<void> {
  const file = resolve(workspace, path);
  const outside = new UsageError(`sarif: ${path} is not inside of the workspace`);
  if (!pathBelow(workspace, file)) throw outside;
  refuseWayOut(workspace, dirname(file), outside);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  // Only a new file: a link that somebody puts here now is not followed.
  writeFileSync(file, await sarifText(verdict), { flag: 'wx' });
}

/** The nearest folder that there is decides: what lies below it is ours to make. */
function refuseWayOut(workspace: string, folder: string, outside: UsageError): void {
  const real = realPath(folder);
  if (real === undefined) refuseWayOut(workspace, dirname(folder), outside);
  else if (pathBelow(realpathSync(workspace), real) === undefined) throw outside;
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined; // not there yet; a link that leads nowhere stops mkdir
  }
}
