import { objectName } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { type Message, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { ObjectRef } from '../model/resource.ts';
import { describe, type ResourceId, type Route, type Service, type Workload } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * A character that names of Kubernetes do not have. The API server refuses it; a reviewer may take it for another one.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export const suspiciousName: StateRule = {
  id: 'suspicious-name',
  severity: 'warning',
  summary: 'a name or host with characters that look like others',
  looksAt: 'state',
  find: ({ graph: { services, workloads, routes }, unit }) => [
    ...services.flatMap(({ service }) => oddNames(service, unit.id)),
    ...workloads.flatMap((workload) => oddNames(workload, unit.id)),
    ...routes.flatMap(({ route }) => oddNames(route, unit.id)),
  ],
};

const oddNames = once((role: Service | Workload | Route, unit): readonly Observation[] =>
  [...namesOf(role.id, role.at), ...(role.role === 'route' ? namesInRoute(role) : [])].flatMap(
    ({ object, name, what, at }) => {
      const odd = oddCharacters(name);
      if (odd.length === 0) return [];
      return {
        about: `${objectName(object)}|${name}`,
        object,
        at,
        because: [],
        message: say`${what} ${name} of ${describe(object)} holds ${listed(odd)}, which a name must not have; the API server refuses the ${object.kind}, and it may pass for another name`,
        help: say`use lower-case letters, digits, hyphens and dots`,
        units: [unit],
      };
    },
  ),
);

interface Named {
  readonly object: ObjectRef;
  readonly what: Message;
  readonly name: string;
  readonly at: Position;
}

function namesInRoute({ id, rules, tlsHosts }: Route): readonly Named[] {
  const object = objectOf(id);
  const hosts = rules.flatMap(({ host, at }) => (host === undefined ? [] : [{ name: host, at }]));
  return [
    ...[...hosts, ...tlsHosts.map(({ value, at }) => ({ name: value, at }))].map((host) => ({
      object,
      what: say`host`,
      ...host,
    })),
    ...rules.map(({ backend }) => ({ object, what: say`backend`, name: backend.name, at: backend.at })),
  ];
}

const namesOf = (id: ResourceId, at: Position): readonly Named[] => [
  { object: objectOf(id), what: say`the name`, name: id.name, at },
  ...(id.namespace === undefined ? [] : [{ object: objectOf(id), what: say`the namespace`, name: id.namespace, at }]),
];

/**
 * Each once, as `U+0430`; upper-case ASCII is no disguise, and the API server says so itself. A placeholder may hold
 * spaces, and what stands beside it is looked at like any other name.
 */
function oddCharacters(name: string): readonly string[] {
  const plain = isPlaceholder(name) ? /[\x20-\x7e]/ : /[\x21-\x7e]/;
  const odd = Array.from(name.slice(0, 300)).filter((character) => !plain.test(character));
  return [...new Set(odd)].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
