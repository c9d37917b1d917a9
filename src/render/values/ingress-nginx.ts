import { entries, field, type MapNode, scalarText } from '../../manifest/node.ts';
import { scalarAt } from '../kustomize/edit.ts';
import type { Chart } from './names.ts';
import { isOff, isOn, mapOf, objectOf, textIn } from './nodes.ts';
import type { Special } from './openings.ts';
import { servicePorts } from './ports.ts';
import { serviceObject } from './service.ts';

const web = [
  { name: 'http', port: 80 },
  { name: 'https', port: 443 },
];

/**
 * What the chart of ingress-nginx has besides: ports that are passed on to Services (`tcp`, `udp`), and a second, internal
 * load balancer.
 * @see https://github.com/kubernetes/ingress-nginx/tree/main/charts/ingress-nginx
 */
export function ingressNginx({ release, names, values }: Chart, map: MapNode): Special {
  const streams = (['tcp', 'udp'] as const).flatMap((key) => streamPorts(values, key, field(map, 'nodePorts', key)));
  const known = [...servicePorts(map, web, field(map, 'type') ?? map), ...streams];
  const internal = field(map, 'internal');
  const second =
    internal?.kind === 'map' && !isOff(map) && isOn(field(internal, 'enabled'))
      ? [
          serviceObject({ map: internal, at: internal }, release, `${names.full}-controller-internal`, {
            type: 'LoadBalancer',
            known,
          }),
        ]
      : [];
  return {
    known,
    parts: internal?.kind === 'map' ? [internal] : [],
    isClosed: textIn(field(map, 'external'), 'enabled') === 'false',
    objects: [...second, ...(['tcp', 'udp'] as const).flatMap((key) => streamMap(values, key, { release, names }))],
  };
}

const streamPorts = (values: MapNode, key: 'tcp' | 'udp', nodePorts: ReturnType<typeof field>): readonly MapNode[] =>
  entries(field(values, key)).flatMap(({ key: number, value }) =>
    /^\d+$/.test(number) && scalarText(value) !== undefined
      ? [
          mapOf(value, {
            name: scalarAt(`${number}-${key}`, value),
            port: scalarAt(Number(number), value),
            protocol: scalarAt(key.toUpperCase(), value),
            nodePort: field(nodePorts, number),
          }),
        ]
      : [],
  );

/** The ConfigMap that the controller reads them from. */
function streamMap(
  values: MapNode,
  key: 'tcp' | 'udp',
  { release, names }: Pick<Chart, 'release' | 'names'>,
): readonly MapNode[] {
  const data = field(values, key);
  if (data?.kind !== 'map' || data.entries.length === 0) return [];
  const name = scalarAt(`${names.full}-${key}`, data);
  return [objectOf(['v1', 'ConfigMap'], { name, namespace: release.namespace }, { data })];
}
