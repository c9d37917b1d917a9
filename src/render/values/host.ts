import { entries, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { type Place, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import type { Chart, ChartRelease } from './names.ts';
import { isOff, isOn, mapOf, objectOf, textIn } from './nodes.ts';
import { isPort, numberIn } from './ports.ts';
import { lastKey, type Section } from './sections.ts';

/** What a section tells of the pods of one workload. */
interface Pods {
  readonly name: string;
  readonly at: Place;
  readonly hostNetwork: Node | undefined;
  readonly ports: readonly MapNode[];
}

/**
 * The workloads whose pods let somebody in on their nodes: `hostNetwork`, and every form of `hostPort`. They have no
 * labels, because those are the chart's own, so that nothing selects them by chance.
 */
export function hostWorkloads(sections: readonly Section[], chart: Chart): readonly MapNode[] {
  const all = sections.flatMap((section) => podsOf(section, chart));
  return [...Map.groupBy(all, ({ name }) => name).values()].flatMap((parts) => {
    const hostNetwork = parts.flatMap((one) => one.hostNetwork ?? [])[0];
    const ports = parts.flatMap((one) => one.ports);
    const isOpen = hostNetwork !== undefined || ports.some((port) => field(port, 'hostPort') !== undefined);
    const [first] = parts;
    return isOpen && first !== undefined ? [workload({ ...first, hostNetwork, ports }, chart.release)] : [];
  });
}

function podsOf(section: Section, { names, release }: Chart): readonly Pods[] {
  const hostNetwork = hostNetworkOf(section.map);
  const ports = portsOf(section, release.chart);
  if (hostNetwork === undefined && ports.length === 0) return [];
  const end = section.path.findIndex((key) => podWords.test(key));
  const path = end < 0 ? section.path : section.path.slice(0, end);
  const maps = [...section.above, section.map];
  return [
    {
      name: names.of({ path, map: maps[path.length] ?? section.map, parent: maps[path.length - 1] }),
      at: section.at,
      hostNetwork,
      ports,
    },
  ];
}

/** From here on the way leads into a pod. */
const podWords = /^(pod|containers|hostPort|defaultPodOptions|.*ports)$/i;

function hostNetworkOf(map: MapNode): Node | undefined {
  const written = field(map, 'hostNetwork');
  const value = written?.kind === 'map' ? field(written, 'enabled') : written;
  return isOn(value) ? value : undefined;
}

function portsOf(section: Section, chart: string): readonly MapNode[] {
  const { map } = section;
  const lists = map.entries.filter(({ key, value }) => /ports$/i.test(key) && value.kind === 'sequence');
  const listed = lists.flatMap(({ value }) => items(value).filter((item) => item.kind === 'map' && !isOff(item)));
  return [
    ...listed.flatMap((item) => containerPort(item, numberIn(item, ['hostPort']))),
    ...containerPort(map, hostPortOf(map)),
    ...switched(section, chart),
  ];
}

/** `useHostPort: false` beside a number leaves it closed. */
const hostPortOf = (map: MapNode): Node | undefined =>
  textIn(map, 'useHostPort') === 'false' ? undefined : numberIn(map, ['hostPort']);

function containerPort(node: Node, hostPort: Node | undefined): readonly MapNode[] {
  const isListed =
    field(node, 'containerPort') !== undefined && node.kind === 'map' && field(node, 'image') === undefined;
  if (hostPort === undefined && !isListed) return [];
  const number = numberIn(node, ['containerPort', 'targetPort', 'port']);
  if (hostPort === undefined && number === undefined) return [];
  const protocol = textIn(node, 'protocol');
  return [
    mapOf(hostPort ?? node, {
      containerPort: number,
      hostPort,
      hostIP: field(node, 'hostIP'),
      protocol: protocol !== undefined && /^(UDP|SCTP)$/i.test(protocol) ? field(node, 'protocol') : undefined,
    }),
  ];
}

/** The ports of charts that have them ready, and only want them switched on. */
const readyPorts: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ingress-nginx': { http: 80, https: 443 },
};

/** `hostPort: { enabled: true, ports: { http: 80 } }` */
function switched(section: Section, chart: string): readonly MapNode[] {
  const enabled = field(section.map, 'enabled');
  if (lastKey(section) !== 'hostPort' || enabled === undefined || !isOn(enabled)) return [];
  const written = entries(field(section.map, 'ports')).filter(({ value }) => isPort(value));
  const ready = Object.entries(readyPorts[chart] ?? {}).filter(([name]) => !written.some(({ key }) => key === name));
  const ports = [...ready.map(([, port]) => scalarAt(port, enabled)), ...written.map(({ value }) => value)];
  return ports.map((hostPort) => mapOf(hostPort, { hostPort }));
}

function workload({ name, at, hostNetwork, ports }: Pods, { namespace }: ChartRelease): MapNode {
  const unique = [...new Map(ports.map((port) => [keyOf(port), port])).values()];
  const container = mapOf(at, {
    name: scalarAt(name, at),
    ports: unique.length > 0 ? sequenceAt(unique, at) : undefined,
  });
  return objectOf(
    ['apps/v1', 'Deployment'],
    { name: scalarAt(name, at), namespace },
    {
      spec: mapOf(at, {
        template: mapOf(at, { spec: mapOf(at, { hostNetwork, containers: sequenceAt([container], at) }) }),
      }),
    },
  );
}

const keyOf = (port: MapNode): string =>
  ['containerPort', 'hostPort', 'hostIP', 'protocol'].map((key) => scalarText(field(port, key)) ?? '').join();
