// Records what kubectl makes of the cases of the Kustomize engine: `npm run cases:kustomize`, where kubectl is at hand.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const cases = join(import.meta.dirname, '../test/render/kustomize/cases');

for (const name of readdirSync(cases)) {
  const folder = join(cases, name);
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(folder, 'root')], { encoding: 'utf8' });
  for (const file of ['expected.yaml', 'refused.txt']) rmSync(join(folder, file), { force: true });
  if (status === 0) writeFileSync(join(folder, 'expected.yaml'), stdout);
  else writeFileSync(join(folder, 'refused.txt'), `${words(stderr, folder)}\n`);
}

/** kubectl's message without its log line's head and without this machine's folders. */
function words(stderr: string, folder: string): string {
  const lines = stderr.split('\n').filter((line) => !line.startsWith('# Warning'));
  const text = lines.join('\n').replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return text
    .replace(/^[\s\S]*?(?:err=<\s*|err="|error: )/, '')
    .replace(/\s*>?"?\s*$/, '')
    .replaceAll('\\"', '"')
    .replaceAll(/\s+/g, ' ');
}
