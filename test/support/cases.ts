import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byText } from '../../src/model/source.ts';

/** Where the golden cases lie: `<subject>/<sentence>/{base/,head/,expected.txt[,expected.mmd][,config.yml]}`. */
export const casesRoot: string = join(import.meta.dirname, '..', 'cases');

export interface Case {
  /** From `casesRoot`. */
  readonly path: string;
  /** The folders above: `rules/new-node-port`. */
  readonly subject: string;
  /** The folder's name as a sentence. */
  readonly sentence: string;
}

const parts = ['base', 'head', 'expected.txt'];

/** Every case, by path: a folder that holds one of its parts. */
export const caseFolders = (): readonly Case[] => below('').toSorted((a, b) => byText(a.path, b.path));

function below(path: string): readonly Case[] {
  const entries = readdirSync(join(casesRoot, path), { withFileTypes: true });
  if (entries.some(({ name }) => parts.includes(name))) return [caseAt(path)];
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => below(path === '' ? name : `${path}/${name}`));
}

function caseAt(path: string): Case {
  const cut = path.lastIndexOf('/');
  return { path, subject: path.slice(0, cut), sentence: path.slice(cut + 1).replaceAll('-', ' ') };
}
