import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nameOf, productionTree, readLockfile } from '../../scripts/support/lockfile.ts';

interface Bill {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses: readonly unknown[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const script = join(import.meta.dirname, '../../scripts/sbom.ts');
const printed = execFileSync(process.execPath, [script], { encoding: 'utf8' });
const bill: Bill = JSON.parse(printed);

describe('the bill of materials', () => {
  test('has every package that is shipped, once, and no other', () => {
    const tree = [...productionTree(readLockfile())].map(([folder, one]) => `${nameOf(folder, one)}@${one.version}`);
    const listed = bill.components.map(({ name, version }) => `${name}@${version}`);
    expect(listed.toSorted()).toEqual([...new Set(tree)].sort());
  });

  test('says of each its hash and its licence', () => {
    for (const { hashes, licenses } of bill.components) {
      expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
      expect(licenses).toHaveLength(1);
    }
  });

  test('says who needs whom, so that each package is reached from Portcullis itself', () => {
    const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set([bill.metadata.component['bom-ref']]);
    for (const ref of reached) for (const needed of needs.get(ref) ?? []) reached.add(needed);
    expect(bill.components.filter(({ 'bom-ref': ref }) => !reached.has(ref))).toEqual([]);
    expect(reached.size).toBe(bill.components.length + 1);
  });

  test('is the same for the same lockfile', () => {
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toBe(printed);
  });
});
