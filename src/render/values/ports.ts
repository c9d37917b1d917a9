import {
  entries,
  field,
  items,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
  scalarText,
} from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { isPortNumber, type Protocol } from '../../model/port.ts';
import { type Place, scalarAt } from '../kustomize/edit.ts';
import { firstOf, isOff, mapOf, textIn } from './nodes.ts';

/** A port that a chart opens where the values say nothing of it. */
export interface DefaultPort {
  readonly name: string;
  readonly port: number;
  readonly protocol?: Protocol;
}

/**
 * The ports of the Service that a section describes, as far as its values tell; of ports that the chart has anyway, those
 * that are not said otherwise stand at `place`. One without a number where nobody can tell.
 */
export function servicePorts(map: MapNode, defaults: readonly DefaultPort[], place: Place): readonly MapNode[] {
  const written = [...listed(field(map, 'ports')), ...single(map), ...inMap(map), ...named(map)];
  const more = lists.flatMap((key) => listed(field(map, key)));
  const own = field(map, 'ports')?.kind === 'sequence' ? written : withDefaults(written, defaults, map, place);
  const all = [...withNodePorts(own, map), ...more];
  return all.length > 0 ? all : [mapOf(place, {})];
}

function withDefaults(
  written: readonly MapNode[],
  defaults: readonly DefaultPort[],
  map: MapNode,
  place: Place,
): readonly MapNode[] {
  const [only] = defaults.length === 1 ? defaults : [];
  if (only !== undefined && written.length > 0) return written.map((one) => asDefault(one, only));
  const isSaid = ({ name }: DefaultPort): boolean =>
    isSwitchedOff(map, name) ||
    field(map, `${name}Ports`) !== undefined ||
    written.some((one) => textIn(one, 'name') === name);
  return [...defaults.filter((one) => !isSaid(one)).map((one) => defaultPort(one, place)), ...written];
}

const lists = ['extraPorts', 'additionalPorts', 'customPorts', 'httpPorts', 'httpsPorts'];

/** Where there is only one, it is that one, whatever number it has. */
const asDefault = (port: MapNode, { name, protocol }: DefaultPort): MapNode =>
  mapOf(port, {
    name: scalarAt(name, port),
    protocol: protocol && scalarAt(protocol, port),
    ...Object.fromEntries(port.entries.map(({ key, value }) => [key, value])),
  });

/** `enableHttp: false`, `httpPort: { enable: false }`, `http: { enabled: false }`. */
const isSwitchedOff = (map: MapNode, name: string): boolean =>
  textIn(map, `enable${name[0]?.toUpperCase()}${name.slice(1)}`) === 'false' ||
  [name, `${name}Port`].some((key) => field(map, key)?.kind === 'map' && isOff(field(map, key) ?? map)) ||
  isOff(field(map, 'ports', name) ?? mapOf(map, {}));

const defaultPort = ({ name, port, protocol }: DefaultPort, place: Place): MapNode =>
  mapOf(place, {
    name: scalarAt(name, place),
    port: scalarAt(port, place),
    protocol: protocol && scalarAt(protocol, place),
  });

/** A list, as a Service has it or nearly so. */
const listed = (list: Node | undefined): readonly MapNode[] => items(list).flatMap((item) => portOf(item, undefined));

/** `port: 80` beside the type. */
function single(map: MapNode): readonly MapNode[] {
  const port = numberIn(map, ['port', 'servicePort', 'externalPort']);
  if (port === undefined) return [];
  return [mapOf(port, { port, ...restOf(map), nodePort: numberIn(map, ['nodePort']) })];
}

/** `ports: { http: 80, https: { port: 443 } }`. */
const inMap = (map: MapNode): readonly MapNode[] =>
  entries(field(map, 'ports')).flatMap((entry) => portOf(entry.value, entry));

const notAPort = /^(target|node|container|host|internal|external|service|healthCheckNode|.*Node|.*Target)Port$/;

/** `httpPort: 80`, `sshPort: { port: 22 }`, and a map of its own for each port. */
const named = (map: MapNode): readonly MapNode[] =>
  map.entries.flatMap((entry) => {
    const [, name] = /^(\w+)Port$/.exec(entry.key) ?? [];
    if (name !== undefined && !notAPort.test(entry.key)) {
      const port = portOf(entry.value, { ...entry, key: name });
      return port.map((one) => withNodePort(one, numberIn(map, [`${name}NodePort`])));
    }
    return entry.key !== 'ports' && field(entry.value, 'servicePort') !== undefined ? portOf(entry.value, entry) : [];
  });

function portOf(node: Node, entry: MapEntry | undefined): readonly MapNode[] {
  const name = entry && scalarAt(entry.key, { source: entry.source, offset: entry.keyOffset });
  if (node.kind === 'scalar') return isPort(node) ? [mapOf(node, { name, port: node })] : [];
  if (node.kind !== 'map' || isOff(node) || textIn(node, 'expose') === 'false') return [];
  const port = numberIn(node, ['exposedPort', 'servicePort', 'port', 'externalPort']);
  const nodePort = numberIn(node, ['nodePort']);
  if (port === undefined && nodePort === undefined) return [];
  return [mapOf(port ?? nodePort ?? node, { name: name ?? firstOf(node, 'name'), port, ...restOf(node), nodePort })];
}

/** Charts of bjw-s' take the name of an application's protocol for TCP. */
function restOf(map: Node): Readonly<Record<string, Node | undefined>> {
  const protocol = firstOf(map, 'protocol');
  return {
    targetPort: firstOf(map, 'targetPort'),
    protocol: /^(TCP|UDP|SCTP)$/i.test(scalarText(protocol) ?? '') ? protocol : undefined,
  };
}

/** `nodePorts: { http: 30080, tcp: { 22: 30022 } }`: to the port of that name, or to one of which no more is known. */
function withNodePorts(ports: readonly MapNode[], map: MapNode): readonly MapNode[] {
  const all = new Map(
    entries(field(map, 'nodePorts')).flatMap(({ key, value }) => (isPort(value) ? [[key, value]] : [])),
  );
  const names = new Set(ports.map((one) => textIn(one, 'name')));
  return [
    ...ports.map((one) => withNodePort(one, all.get(textIn(one, 'name') ?? ''))),
    ...[...all].flatMap(([key, nodePort]) =>
      names.has(key) ? [] : mapOf(nodePort, { name: scalarAt(key, nodePort), nodePort }),
    ),
  ];
}

const withNodePort = (port: MapNode, nodePort: Node | undefined): MapNode =>
  nodePort === undefined
    ? port
    : mapOf(port, { ...Object.fromEntries(port.entries.map(({ key, value }) => [key, value])), nodePort });

/** A number of a port, or something that is filled in later. */
export function numberIn(map: Node | undefined, keys: readonly string[]): ScalarNode | undefined {
  const found = keys.map((key) => field(map, key)).find((one) => one !== undefined && isPort(one));
  return found?.kind === 'scalar' ? found : undefined;
}

export function isPort(node: Node): boolean {
  const text = scalarText(node) ?? '';
  return isPlaceholder(text) || (/^\d{1,5}$/.test(text) && isPortNumber(Number(text)));
}
