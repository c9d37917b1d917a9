import { readFileSync } from 'node:fs';
import { type Locked, nameOf, needsOf, productionTree, readLockfile } from './support/lockfile.ts';

/**
 * Prints the bill of materials of what is shipped, as CycloneDX: each package of the lockfile's production tree with its
 * hash, its licence and what it needs. The same lockfile gives the same bytes.
 *
 * Not `npm sbom --omit dev`: npm 11.19 leaves out packages that development needs as well (`yaml` and `zod` among them).
 *
 *     npm run --silent sbom > portcullis.cdx.json
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
const lock = readLockfile();
const tree = productionTree(lock);
const { name, version, license } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const own = `pkg:npm/${name}@${version}`;

const refOf = (folder: string): string => {
  const locked = tree.get(folder);
  return locked === undefined ? own : `pkg:npm/${nameOf(folder, locked).replace('@', '%40')}@${locked.version}`;
};

/** One package may lie in several folders, and need something else in each. */
const packages = Map.groupBy(tree.keys(), refOf);

const component = (ref: string, folder: string, { integrity = '', license: spdx, ...locked }: Locked) => ({
  type: 'library',
  'bom-ref': ref,
  name: nameOf(folder, locked),
  version: locked.version,
  purl: ref,
  hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  ...(spdx === undefined ? {} : { licenses: [{ expression: spdx }] }),
});

const needs = (folders: readonly string[]): readonly string[] => {
  const needed = folders.flatMap((folder) => needsOf(folder, lock.get(folder) ?? { version: '' }, tree));
  return [...new Set(needed.map(refOf))].sort();
};

const bill = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: { type: 'application', 'bom-ref': own, name, version, purl: own, licenses: [{ expression: license }] },
  },
  components: [...packages].flatMap(([ref, [folder = '']]) => {
    const locked = tree.get(folder);
    return locked === undefined ? [] : [component(ref, folder, locked)];
  }),
  dependencies: [
    { ref: own, dependsOn: needs(['']) },
    ...[...packages].map(([ref, folders]) => ({ ref, dependsOn: needs(folders) })),
  ],
};
console.log(JSON.stringify(bill, undefined, 2));
