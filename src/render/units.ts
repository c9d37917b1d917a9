import type { ConfiguredUnit } from '../model/config.ts';
import { byText } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import { type Definitions, variantsOf } from './variants.ts';

/** A unit of plain manifests: the files that one deploy action applies, as far as they exist on a side. */
export interface PlainUnit {
  readonly unit: Omit<Unit, 'complete' | 'open'>;
  readonly paths: readonly string[];
  /** Those that make it this unit and no other: on a side that has none of them it does not exist yet, or any more. */
  readonly own: readonly string[];
}

/**
 * Divides plain manifests into units, for base and head together so that a file that comes or goes does not move the
 * others: first the configured ones, then each top folder, split where siblings are variants of one another.
 */
export function discoverUnits(
  definitions: Definitions,
  configured: readonly ConfiguredUnit[],
  environmentOf: (path: string) => string | undefined,
): readonly PlainUnit[] {
  const named = configured.filter(({ type }) => type === 'plain');
  const paths = [...new Set([...definitions.base.keys(), ...definitions.head.keys()])].sort(byText);
  const isNamed = (path: string): boolean => named.some((unit) => isUnder(path, unit.path));
  const found = [
    ...Map.groupBy(
      paths.filter((path) => !isNamed(path)),
      topFolder,
    ),
  ].flatMap(([folder, inside]) => variantsOf(folder, inside, definitions));
  return [
    ...named.map((unit) => configuredUnit(unit, paths)),
    ...found.map(({ id, paths: members, own }) => ({
      unit: { id, root: id, renderer: 'plain' as const, environment: environmentOf(id) },
      paths: members,
      own,
    })),
  ];
}

function configuredUnit({ name, path, environment }: ConfiguredUnit, paths: readonly string[]): PlainUnit {
  const own = inWalkOrder(paths.filter((one) => isUnder(one, path)));
  return { unit: { id: name, root: path, renderer: 'plain', environment }, paths: own, own };
}

/** As `kubectl apply -R` walks, folder by folder: of two definitions of one object the last one stays. */
const inWalkOrder = (paths: readonly string[]): readonly string[] =>
  paths.toSorted((a, b) => byText(a.replaceAll('/', '\0'), b.replaceAll('/', '\0')));

export const isUnder = (path: string, folder: string): boolean =>
  path === folder || folder === '.' || path.startsWith(`${folder.replace(/\/$/, '')}/`);

/** Files at the top of the repository are a group of their own. */
export const topFolder = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');
