import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import type { AddressPool, ResourceId } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { labelSelector, objectPosition, placedText } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

/**
 * The addresses that MetalLB hands out. Who announces them says nothing about how far they reach.
 * @see https://metallb.io/apis/#ipaddresspool
 */
const metallb: KindReader = {
  group: 'metallb.io',
  kinds: ['IPAddressPool', 'AddressPool'],
  apiVersions: ['v1beta1', 'v1alpha1'],
  summary: 'addresses, and the Services that they are for',
  notRead: [],
  read: (root, id) => {
    const spec = field(root, 'spec');
    const allocation = field(spec, 'serviceAllocation');
    // A namespace may be meant by its labels, which need not be among the manifests.
    const isByName = items(field(allocation, 'namespaceSelectors')).length === 0;
    return [
      {
        ...poolOf(root, id),
        ranges: textsOf(field(spec, 'addresses')),
        isForAsking: scalarText(field(spec, 'autoAssign')) === 'false',
        namespaces: isByName ? textsOf(field(allocation, 'namespaces')).map(({ value }) => value) : [],
        selectors: items(field(allocation, 'serviceSelectors')).map(labelSelector),
      },
    ];
  },
};

/** @see https://docs.cilium.io/en/stable/network/lb-ipam/ */
const cilium: KindReader = {
  group: 'cilium.io',
  kinds: ['CiliumLoadBalancerIPPool'],
  apiVersions: ['v2', 'v2alpha1'],
  summary: 'addresses, and the Services that they are for',
  notRead: [],
  clusterScoped: true,
  read: (root, id) => {
    const spec = field(root, 'spec');
    const selector = field(spec, 'serviceSelector');
    if (scalarText(field(spec, 'disabled')) === 'true') return [];
    return [
      {
        ...poolOf(root, id),
        ranges: [...items(field(spec, 'blocks')), ...items(field(spec, 'cidrs'))].flatMap(blockOf),
        isForAsking: false,
        namespaces: [],
        selectors: selector === undefined ? [] : [labelSelector(selector)],
      },
    ];
  },
};

export const addressPools: readonly KindReader[] = [metallb, cilium];

const poolOf = (root: MapNode, id: ResourceId): Pick<AddressPool, 'role' | 'id' | 'at'> => ({
  role: 'address-pool',
  id,
  at: objectPosition(root),
});

const textsOf = (node: Node | undefined): readonly Placed<string>[] =>
  items(node).flatMap((item) => placedText(item) ?? []);

/** A block is a CIDR, or runs from one address to another. */
function blockOf(block: Node): readonly Placed<string>[] {
  const cidr = placedText(block, 'cidr');
  if (cidr !== undefined) return [cidr];
  const start = scalarText(field(block, 'start'));
  if (start === undefined) return [];
  return [
    { value: `${start}-${scalarText(field(block, 'stop')) ?? start}`, at: positionOf(field(block, 'start') ?? block) },
  ];
}
