import { field, items, type MapNode, type Node } from '../../manifest/node.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import { hostFlaws } from './ingress-flaws.ts';
import { numberFlaws, written } from './port-flaws.ts';

/**
 * What the API server refuses of an HTTPProxy, by the schema that Contour brings.
 * @see https://projectcontour.io/docs/main/config/api/#projectcontour.io/v1.HTTPProxy
 */
export function proxyFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const name = field(root, 'spec', 'virtualhost', 'fqdn');
  const routes = items(field(root, 'spec', 'routes'));
  return [
    ...(name === undefined
      ? []
      : hostFlaws({ id, path: 'spec.virtualhost.fqdn', node: name }, 'an address is allowed')),
    ...routes.flatMap((route, index) => serviceFlaws(route, id, `spec.routes[${index}]`)),
    ...serviceFlaws(field(root, 'spec', 'tcpproxy'), id, 'spec.tcpproxy'),
  ];
}

const serviceFlaws = (holder: Node | undefined, id: ResourceId, path: string): readonly Flaw[] =>
  items(field(holder, 'services')).flatMap((node, index) =>
    numberFlaws(written({ id, path: `${path}.services[${index}]`, node }, 'port'), 1),
  );
