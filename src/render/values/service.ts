import { field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { type Place, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import type { Chart, ChartRelease } from './names.ts';
import { firstOf, isOff, mapOf, objectOf, textIn } from './nodes.ts';
import { type DefaultPort, servicePorts } from './ports.ts';
import { lastKey, parentKey, type Section } from './sections.ts';

/**
 * The Services that sections describe and that let somebody in from outside of the cluster. `LoadBalancer` and `NodePort`
 * are the types of nothing else, so that they count in any map; what else opens a Service counts where a map is called so.
 * Services inside of the cluster are not made: they would open nothing, and their names are guesses.
 */
export function services(section: Section, { release, names }: Pick<Chart, 'release' | 'names'>): readonly MapNode[] {
  const { map, path, at } = section;
  const own = opens(map, isService(section)) ? [serviceObject(section, release, names.of(section))] : [];
  const inLists = map.entries.filter(({ key, value }) => serviceKey.test(key) && value.kind === 'sequence');
  const listed = inLists.flatMap(({ key, value }) =>
    items(value).flatMap((item, index) => {
      if (item.kind !== 'map' || isOff(item) || !opens(item, true)) return [];
      const one = { path: [...path, key, textIn(item, 'name') ?? String(index)], map: item, parent: map, at };
      return serviceObject(one, release, names.of(one));
    }),
  );
  return [...own, ...listed];
}

const serviceKey = /^services?$|Services?$|^service[A-Z]/;
const isService = (section: Section): boolean =>
  serviceKey.test(lastKey(section)) || serviceKey.test(parentKey(section));

function opens(map: MapNode, isCalledService: boolean): boolean {
  const type = scalarText(typeOf(map)) ?? '';
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  const isExposed = textIn(field(map, 'annotations'), 'tailscale.com/expose') === 'true';
  return isCalledService && (isPlaceholder(type) || items(field(map, 'externalIPs')).length > 0 || isExposed);
}

const typeOf = (map: MapNode): Node | undefined => firstOf(map, 'type', 'serviceType');

/** What a section says of its Service, and what the chart has where it says nothing. */
export interface ServiceDefaults {
  readonly type?: string;
  readonly ports?: readonly DefaultPort[];
  /** Ports that are described elsewhere among the values, instead of those of the section. */
  readonly known?: readonly MapNode[];
}

export function serviceObject(
  { map, at }: Pick<Section, 'map' | 'at'>,
  release: ChartRelease,
  name: string,
  defaults: ServiceDefaults = {},
): MapNode {
  const type = typeOf(map) ?? (defaults.type === undefined ? undefined : scalarAt(defaults.type, at));
  const place: Place = type ?? at;
  const ports = defaults.known ?? servicePorts(map, defaults.ports ?? [], place);
  return objectOf(
    ['v1', 'Service'],
    { name: scalarAt(name, at), namespace: release.namespace },
    {
      annotations: field(map, 'annotations'),
      spec: mapOf(place, {
        type,
        ...Object.fromEntries(taken.map((key) => [key, firstOf(map, key)])),
        ...Object.fromEntries(lists.map((key) => [key, asList(firstOf(map, key))])),
        ports: sequenceAt(ports, place),
      }),
    },
  );
}

/** Fields that charts pass on under the names that a Service has for them. */
const taken = ['loadBalancerIP', 'loadBalancerClass', 'allocateLoadBalancerNodePorts', 'externalTrafficPolicy'];
const lists = ['loadBalancerSourceRanges', 'externalIPs'];

const asList = (node: Node | undefined): Node | undefined =>
  node?.kind === 'scalar' ? sequenceAt([node], node) : node;
