import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import type { Tri } from '../model/certainty.ts';
import type { Container, ContainerPort, InjectedLabel } from '../model/resource.ts';
import { flag, portNumber, protocolOf } from './fields.ts';
import type { KindReader } from './kind-reader.ts';
import { isActive, type PodOwner, podOwner } from './pod-owners.ts';

/**
 * Each machine runs in a pod that has the machine's labels; its `compute` container declares the ports of the machine's
 * interfaces.
 * @see https://kubevirt.io/user-guide/network/interfaces_and_networks/#ports
 */
const machine = (
  owner: Pick<PodOwner, 'kinds' | 'apiVersions' | 'templates'> & Partial<PodOwner>,
  activeOf: (root: MapNode) => Tri = isActive,
): KindReader => {
  const summary = 'labels of the machine, ports of its interfaces';
  const reader = podOwner({ group: 'kubevirt.io', summary, injected: launcherLabels, ...owner }, launcher);
  return {
    ...reader,
    read: (root, id, unclear) =>
      reader
        .read(root, id, unclear)
        .map((role) => (role.role === 'workload' ? { ...role, active: activeOf(root) } : role)),
  };
};

const launcherLabels = (name: string): readonly InjectedLabel[] => [
  { key: 'vm.kubevirt.io/name', prefix: name },
  { key: 'kubevirt.io/domain', prefix: name },
  { key: 'kubevirt.io', prefix: 'virt-launcher' },
  { key: 'kubevirt.io/created-by', prefix: '' },
];

export const machines: readonly KindReader[] = [
  machine({ kinds: ['VirtualMachine'], apiVersions: ['v1', 'v1alpha3'], templates: [['spec', 'template']] }, runs),
  machine({ kinds: ['VirtualMachineInstance'], apiVersions: ['v1', 'v1alpha3'], templates: [[]] }),
  machine({
    kinds: ['VirtualMachineInstanceReplicaSet'],
    apiVersions: ['v1', 'v1alpha3'],
    templates: [['spec', 'template']],
  }),
  machine({
    group: 'pool.kubevirt.io',
    kinds: ['VirtualMachinePool'],
    apiVersions: ['v1beta1', 'v1alpha1'],
    templates: [['spec', 'virtualMachineTemplate', 'spec', 'template']],
    // Its selector chooses the VirtualMachines that it makes, not their pods.
    selectsOthers: true,
  }),
];

/** `running` was the older way to say it. */
function runs(root: MapNode): Tri {
  const strategy = scalarText(field(root, 'spec', 'runStrategy'));
  if (strategy !== undefined) return strategy === 'Halted' ? 'no' : strategy === 'Manual' ? 'unknown' : 'yes';
  const running = field(root, 'spec', 'running');
  return running === undefined ? 'unknown' : flag(running);
}

function launcher(spec: Node | undefined): readonly Container[] {
  const interfaces = items(field(spec, 'domain', 'devices', 'interfaces'));
  const ports = interfaces.flatMap((one) => items(field(one, 'ports')).map(interfacePort));
  return [{ name: 'compute', image: undefined, stage: 'main', ports }];
}

const interfacePort = (node: Node): ContainerPort => ({
  name: scalarText(field(node, 'name')),
  containerPort: portNumber(field(node, 'port'))?.value,
  protocol: protocolOf(node),
  hostPort: undefined,
  hostIP: '0.0.0.0',
  at: positionOf(field(node, 'port') ?? node),
});
