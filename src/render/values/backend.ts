import { entries, field, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { type Place, scalarAt } from '../kustomize/edit.ts';
import type { Names } from './names.ts';
import { isOff, textIn } from './nodes.ts';
import { numberIn } from './ports.ts';
import type { Section } from './sections.ts';

/** The Service that a route of a section leads to, and its port as far as the values tell. */
export interface Backend {
  readonly name: Node;
  readonly port: Node | undefined;
}

/** The Service that the chart has beside the route: what the values say of it stands in the same map. */
export function ownBackend(section: Section, values: MapNode, names: Names, at: Place): Backend {
  const path = section.path.slice(
    0,
    section.path.findIndex((key) => /^ingress|Ingress$|routes?$/i.test(key)),
  );
  const service = field(values, ...path, 'service');
  const [id, only] = onlyEntry(service) ?? [];
  const name = names.of({
    path: [...path, 'service', ...(id === undefined ? [] : [id])],
    map: only ?? section.map,
    parent: mapIn(service),
  });
  return { name: scalarAt(name, at), port: portOf(only ?? service, undefined) };
}

/** What bjw-s' library calls by an identifier: an entry of `service` at the top of the values. */
export function identified(id: string, values: MapNode, names: Names, port: Node | undefined, at: Place): Backend {
  const parent = mapIn(field(values, 'service'));
  const map = mapIn(field(parent, id));
  const name = map === undefined ? id : names.of({ path: ['service', id], map, parent });
  return { name: scalarAt(name, at), port: portOf(map, port) };
}

/** Older versions of the library took the name of a Service for an identifier. */
export function identifierIn(reference: Node | undefined, values: MapNode): string | undefined {
  const [id, name] = [textIn(reference, 'identifier'), textIn(reference, 'name')];
  return id ?? (name !== undefined && field(values, 'service', name)?.kind === 'map' ? name : undefined);
}

const mapIn = (node: Node | undefined): MapNode | undefined => (node?.kind === 'map' ? node : undefined);

function onlyEntry(service: Node | undefined): readonly [string, MapNode] | undefined {
  const maps = entries(service).flatMap(({ key, value }) =>
    value.kind === 'map' && field(value, 'ports') !== undefined && !isOff(value) ? [[key, value] as const] : [],
  );
  const [first] = maps;
  return maps.length === 1 ? first : undefined;
}

/** The number of the port that is asked for by name or number; of the only one, or of the first, where none is. */
function portOf(service: Node | undefined, asked: Node | undefined): Node | undefined {
  const text = scalarText(asked);
  if (text !== undefined && /^\d+$/.test(text)) return asked;
  const ports = entries(field(service, 'ports'));
  const found =
    text === undefined
      ? (ports.find(({ value }) => scalarText(field(value, 'primary')) === 'true') ?? ports[0])
      : ports.find(({ key }) => key === text);
  if (found !== undefined) return found.value.kind === 'map' ? numberIn(found.value, ['port']) : found.value;
  return text === undefined ? numberIn(service, ['port', 'servicePort', 'externalPort', 'httpPort']) : undefined;
}
