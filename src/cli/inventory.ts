import type { FoundUnit, Inventory } from '../config/first.ts';
import { uniteExposures } from '../exposure/collapse.ts';
import type { Memo } from '../kinds/memo.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { byText } from '../model/source.ts';
import { isNotice } from '../render/gaps.ts';
import { wellKnownPlace } from '../review/environment.ts';
import { findGaps } from '../review/gaps.ts';
import { readSides, type SideContents } from '../review/sides.ts';
import { sourcesOf, trusted } from '../review/trust.ts';
import { allUnits } from '../review/unit-changes.ts';
import { unitSide } from '../review/unit-side.ts';
import type { UnitSide } from '../rules/rule.ts';
import { emptyTree } from '../surface.ts';

/** What a repository holds, as far as a first configuration has something to say about it. */
export function inventoryOf(tree: FileTree, config: Config, memo: Memo): Inventory {
  const sides = readSides(emptyTree, tree, config, memo);
  const units = allUnits(sides, config).map((unit) => unitSide(unit, sides.head, config));
  const routes = units.flatMap(({ graph }) => graph.routes.map(({ route }) => route));
  return {
    units: units.map((unit) => foundUnit(unit, sides.head)).sort((a, b) => byText(a.id, b.id)),
    ways: uniteExposures(units.flatMap(({ exposures }) => exposures)).length,
    unseen: findGaps(sides, trusted(sides.base, config)).filter((gap) => !isNotice(gap)).length,
    classes: sorted(routes.flatMap(({ className, parents }) => (parents === undefined ? (className ?? []) : []))),
    gateways: missingGateways(units),
    sources: sorted(sourcesOf(sides.head)),
    sideshows: sorted(units.flatMap(({ unit }) => sideshowOf(unit.root) ?? [])),
  };
}

function foundUnit({ unit }: UnitSide, { rendered, tree }: SideContents): FoundUnit {
  const { id, root, renderer, environment } = unit;
  const made = rendered.get(id);
  const isChart = tree.entry(root === '.' ? 'Chart.yaml' : `${root}/Chart.yaml`) !== undefined;
  const isNamable = made?.delivery === undefined && (renderer !== 'helm' || isChart);
  return { id, root, renderer, environment, values: made?.assumedValues, isNamable };
}

/** Gateways that routes ask for by name and that no unit holds. */
function missingGateways(units: readonly UnitSide[]): Inventory['gateways'] {
  const held = new Set(units.flatMap(({ graph }) => graph.gateways.map(({ gateway }) => gateway.id.name)));
  const asked = units.flatMap(({ graph }) =>
    graph.routes.flatMap(({ route }) =>
      (route.parents ?? [])
        .filter(({ kind, name }) => kind === 'Gateway' && !held.has(name))
        .map(({ name, namespace }) => ({ name, namespace: namespace ?? route.id.namespace })),
    ),
  );
  const byName = new Map(asked.map((one) => [`${one.namespace ?? ''}/${one.name}`, one]));
  return [...byName].sort(([a], [b]) => byText(a, b)).map(([, one]) => one);
}

/** The folder of what is probably deployed nowhere: `examples` of `examples/web`. */
function sideshowOf(root: string): string | undefined {
  const segments = root.split('/');
  const index = segments.findIndex((segment) => sideshows.has(wellKnownPlace(segment) ?? ''));
  return index === -1 ? undefined : segments.slice(0, index + 1).join('/');
}

const sideshows: ReadonlySet<string> = new Set(
  'example examples sample samples demo demos doc docs test tests testdata e2e'.split(' '),
);

/** A field that is empty names nothing. */
const sorted = (texts: Iterable<string>): readonly string[] =>
  [...new Set(texts)].filter((text) => text !== '').sort(byText);
