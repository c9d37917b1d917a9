import type { GoFunction } from '../template/value.ts';
import { letters } from './case.ts';
import { crypto } from './crypto.ts';
import { dates } from './dates.ts';
import { defaults } from './defaults.ts';
import type { Family } from './define.ts';
import { dicts } from './dicts.ts';
import { encodings } from './encodings.ts';
import { helm } from './helm.ts';
import { json } from './json.ts';
import { lists } from './lists.ts';
import { math } from './math.ts';
import { paths } from './paths.ts';
import { regex } from './regex.ts';
import { semver } from './semver.ts';
import { strings } from './strings.ts';
import { toml } from './toml.ts';
import { types } from './types.ts';
import { urls } from './urls.ts';
import { wrapping } from './wrap.ts';
import { yaml } from './yaml.ts';

const families: readonly Family[] = [
  helm,
  defaults,
  strings,
  letters,
  lists,
  dicts,
  math,
  types,
  yaml,
  json,
  toml,
  semver,
  regex,
  encodings,
  wrapping,
  paths,
  urls,
  dates,
  crypto,
];

/** What a template of Helm 3.17 or 4.1 can call besides Go's own functions: sprig 3.3 and what Helm adds. */
export const helmFunctions: ReadonlyMap<string, GoFunction> = new Map(
  families.flatMap((family) => Object.entries(family)),
);
