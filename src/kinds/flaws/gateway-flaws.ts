import { field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import type { Field } from './flaw.ts';
import { listed, most } from './gateway-limits.ts';
import { hostFlaws, refused } from './ingress-flaws.ts';
import { numberFlaws, written } from './port-flaws.ts';
import { fieldOf, isMissing } from './words.ts';

/**
 * What the API server refuses of the listeners of a Gateway or a ListenerSet.
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#listener
 */
export const listenerFlaws = (root: MapNode, id: ResourceId): readonly Flaw[] => [
  ...tooMany(id, 'spec', field(root, 'spec'), ['listeners']),
  ...listed(field(root, 'spec'), 'listeners').flatMap((node, index) => {
    const listener: Field = { id, path: `spec.listeners[${index}]`, node };
    // Before it became a ListenerSet its port could be left to the implementation.
    const first = id.kind === 'XListenerSet' ? 0 : 1;
    return [
      ...tooMany(id, `${listener.path}.tls`, field(node, 'tls'), ['certificateRefs']),
      ...numberFlaws(written(listener, 'port'), first),
      ...(first === 1 && node.kind === 'map' && field(node, 'port') === undefined ? [portMissing(listener)] : []),
      ...hostnameFlaws(listener, 'hostname'),
    ];
  }),
];

/** Lists with more items than the API server takes. */
const tooMany = (
  id: ResourceId,
  path: string,
  node: Node | undefined,
  names: readonly (keyof typeof most)[],
): readonly Flaw[] =>
  names.flatMap((name) => {
    const list = field(node, name);
    const { length } = items(list);
    if (list === undefined || length <= most[name]) return [];
    const at = { id, path: `${path}.${name}`, node: list };
    const fact = say`${fieldOf(at)} has ${length} items, but at most ${most[name]} are allowed`;
    return [refused(at, fact, say`split it into several objects`)];
  });

const portMissing = (listener: Field): Flaw =>
  refused(listener, isMissing(listener, 'port'), say`write port: with a number`);

/** What the API server refuses of a route's hosts and backends. */
export function routeFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const spec = field(root, 'spec');
  return [
    ...tooMany(id, 'spec', spec, ['parentRefs', 'hostnames', 'rules']),
    ...listed(spec, 'hostnames').flatMap((node, index) => hostFlaws({ id, path: `spec.hostnames[${index}]`, node })),
    ...listed(spec, 'rules').flatMap((rule, index) => ruleFlaws({ id, path: `spec.rules[${index}]`, node: rule })),
  ];
}

const ruleFlaws = ({ id, path, node: rule }: Field): readonly Flaw[] => [
  ...tooMany(id, path, rule, ['matches', 'filters', 'backendRefs']),
  ...listed(rule, 'backendRefs').flatMap((node, place) =>
    backendFlaws({ id, path: `${path}.backendRefs[${place}]`, node }),
  ),
];

function hostnameFlaws(part: Field, name: string): readonly Flaw[] {
  const node = field(part.node, name);
  return node === undefined ? [] : hostFlaws({ id: part.id, path: `${part.path}.${name}`, node });
}

/** A Service has ports, and the reference must say which; it is a number, never a name. */
function backendFlaws(backend: Field): readonly Flaw[] {
  if (backend.node.kind !== 'map') return [];
  if (field(backend.node, 'name') === undefined)
    return [refused(backend, isMissing(backend, 'name'), say`write name: with that of a Service`)];
  if (!isService(backend.node)) return [];
  if (field(backend.node, 'port') !== undefined) return numberFlaws(written(backend, 'port'), 1);
  return [refused(backend, isMissing(backend, 'port'), say`write port: with a port of the Service`)];
}

const isService = (ref: Node): boolean =>
  (scalarText(field(ref, 'kind')) ?? 'Service') === 'Service' && (scalarText(field(ref, 'group')) ?? '') === '';
