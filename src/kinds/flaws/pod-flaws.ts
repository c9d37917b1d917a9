import { field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import { portNumber } from '../fields.ts';
import { type Field, flaw } from './flaw.ts';
import { missing, numberFlaws, portNameFlaws, protocolFlaws, written, wrong } from './port-flaws.ts';
import { refuses, writtenAt } from './words.ts';

/**
 * What the API server refuses of the ports of a pod template.
 *
 * @param path where the template stands in the object: `spec.template`, empty for a Pod
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/core/validation/validation.go (validateContainerPorts)
 */
export function podFlaws(pod: MapNode, id: ResourceId, path: string): readonly Flaw[] {
  const spec = field(pod, 'spec');
  const at = path === '' ? 'spec' : `${path}.spec`;
  const hostNetwork = field(spec, 'hostNetwork');
  const shared = hostNetwork !== undefined && scalarText(hostNetwork) === 'true' ? [hostNetwork] : [];
  return ['containers', 'initContainers'].flatMap((list) =>
    items(field(spec, list)).flatMap((container, index) => {
      const ports = items(field(container, 'ports')).map((node, port) => ({
        id,
        path: `${at}.${list}[${index}].ports[${port}]`,
        node,
      }));
      return [
        ...ports.flatMap(portFlaws),
        ...repeatedNames(ports),
        // The API server asks this of the containers only.
        ...(list === 'containers' ? shared.flatMap((why) => ports.flatMap((port) => hostNetworkFlaws(port, why))) : []),
      ];
    }),
  );
}

function portFlaws(part: Field): readonly Flaw[] {
  if (part.node.kind !== 'map') return [];
  const isMissing = field(part.node, 'containerPort') === undefined;
  return [
    ...(isMissing ? [missing(part, 'containerPort', say``, say`write the port that the container listens on`)] : []),
    ...numberFlaws(written(part, 'containerPort'), 1),
    ...numberFlaws(written(part, 'hostPort'), 0),
    ...portNameFlaws(written(part, 'name')),
    ...protocolFlaws(written(part, 'protocol')),
  ];
}

/** Names are unique in one container; in two of a pod they may repeat, see ambiguous-port-name. */
function repeatedNames(ports: readonly Field[]): readonly Flaw[] {
  const seen = new Set<string>();
  return ports.flatMap((part) => {
    const at = written(part, 'name');
    const name = at && scalarText(at.node);
    if (at === undefined || name === undefined || name === '') return [];
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [wrong(at, say`but another port of the container has that name`, say`give each port its own name`)];
  });
}

/** In the node's network a container listens on the node itself, so there is nothing to map. */
function hostNetworkFlaws(part: Field, hostNetwork: Node): readonly Flaw[] {
  const at = written(part, 'hostPort');
  const [host, own] = [portNumber(at?.node), portNumber(written(part, 'containerPort')?.node)];
  if (at === undefined || host === undefined || own === undefined || host.value === own.value) return [];
  return [
    flaw(at, 'host-network-port-mismatch', {
      message: say`${writtenAt(at)}, but must equal containerPort ${own.value} because of hostNetwork; ${refuses(part.id)}`,
      help: say`write hostPort: ${own.value}, or leave it out`,
      fix: String(own.value),
      because: [hostNetwork],
    }),
  ];
}
