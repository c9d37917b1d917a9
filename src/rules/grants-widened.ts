import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe, type Grant } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { Observation, UnitChange, UnitSide } from './rule.ts';

/**
 * Grants that let more in than all those of their namespace did, whatever they are called. A namespace that comes with
 * its grant has nobody whose Services it opens.
 */
export function grantsWidened({ base, head }: UnitChange): readonly Observation[] {
  const before = new Set(base.graph.grants);
  const changed = head.graph.grants.filter((grant) => !before.has(grant));
  const byNamespace = Map.groupBy(changed, ({ id }) => id.namespace);
  return [...byNamespace].flatMap(([namespace, grants]) => {
    if (!holds(base, namespace)) return [];
    const known = new Set(
      base.graph.grants
        .filter(({ id }) => id.namespace === namespace)
        .flatMap((grant) => permissions(grant).map(textOf)),
    );
    return grants.flatMap((grant) => widened(grant, known, { base, head }));
  });
}

const holds = ({ graph: { services, workloads, grants } }: UnitSide, namespace: string | undefined): boolean =>
  services.some(({ service }) => service.id.namespace === namespace) ||
  workloads.some(({ id }) => id.namespace === namespace) ||
  grants.some(({ id }) => id.namespace === namespace);

function widened(grant: Grant, known: ReadonlySet<string>, { base, head }: UnitChange): readonly Observation[] {
  const gained = permissions(grant)
    .filter((one) => !known.has(textOf(one)) && !known.has(textOf({ ...one, name: undefined })))
    .map(textOf);
  const [first, ...others] = gained;
  if (first === undefined) return [];
  const count = others.length;
  const more = literal(count === 0 ? '' : `, and ${count} more ${count === 1 ? 'reference' : 'references'}`);
  const old = base.graph.grants.find(({ id }) => objectName(id) === objectName(grant.id));
  return [
    {
      about: objectName(grant.id),
      object: objectOf(grant.id),
      at: grant.at,
      because: [],
      was: old === undefined ? [] : [old.at],
      message: say`${describe(grant.id)} now lets ${first}${more}`,
      help: say`grant only what a route needs, to named Services`,
      whole: gained.join('\n'),
      units: [head.unit.id],
    },
  ];
}

/** The API server takes no more than these of each list. */
const most = 16;

/** Who may refer to what; without a name, to each of its kind. */
interface Permission {
  readonly from: string;
  readonly namespace: string;
  readonly to: string;
  readonly name: string | undefined;
}

const permissions = ({ from, to }: Grant): readonly Permission[] =>
  from
    .slice(0, most)
    .flatMap((one) =>
      to
        .slice(0, most)
        .map((two) => ({ from: kindOf(one), namespace: one.namespace, to: kindOf(two), name: two.name })),
    );

/** `HTTPRoutes of namespace shop refer to Service web`. */
const textOf = ({ from, namespace, to, name }: Permission): string =>
  `${from}s of namespace ${namespace} refer to ${name === undefined ? `any ${to} in its namespace` : `${to} ${name}`}`;

/** With its group where another kind of the same name may be meant. */
const kindOf = ({ group, kind }: { readonly group: string; readonly kind: string }): string =>
  group === '' || group === 'gateway.networking.k8s.io' ? kind : `${kind}.${group}`;
