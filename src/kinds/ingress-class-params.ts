import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import type { Placed } from '../model/source.ts';
import { objectPosition, placedText } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

/**
 * What the AWS controller does for every Ingress of a class; it goes before the annotation of the same name.
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/ingress_class/#ingressclassparams
 */
const params: KindReader = {
  group: 'elbv2.k8s.aws',
  kinds: ['IngressClassParams'],
  apiVersions: ['v1beta1'],
  summary: 'scheme, group, target type, source ranges, prefix lists, certificates, redirect, firewall',
  notRead: ['spec.namespaceSelector', 'spec.listeners'],
  clusterScoped: true,
  read: (root, id) => [
    { role: 'ingress-class-params', id, at: objectPosition(root), annotations: annotationsFor(root) },
  ],
};

/** The other group is that of EKS Auto Mode. */
export const ingressClassParams: readonly KindReader[] = [
  params,
  { ...params, group: 'eks.amazonaws.com', apiVersions: ['v1'] },
];

/** Each field that is set, as the annotation that says the same of one Ingress. */
const fields: Readonly<Record<string, readonly string[]>> = {
  scheme: ['scheme'],
  'group.name': ['group', 'name'],
  'target-type': ['targetType'],
  'inbound-cidrs': ['inboundCIDRs'],
  'security-group-prefix-lists': ['prefixListsIDs'],
  'certificate-arn': ['certificateArn'],
  'ssl-redirect': ['sslRedirectPort'],
  'wafv2-acl-arn': ['wafv2AclArn'],
  'wafv2-acl-name': ['wafv2AclName'],
};

function annotationsFor(root: MapNode): ReadonlyMap<string, Placed<string>> {
  return new Map(
    Object.entries(fields).flatMap(([name, path]) => {
      const found = field(root, 'spec', ...path);
      const value = found && (placedText(found) ?? listed(found));
      return value === undefined ? [] : [[`alb.ingress.kubernetes.io/${name}`, value] as const];
    }),
  );
}

function listed(node: Node): Placed<string> | undefined {
  const texts = items(node).flatMap((item) => scalarText(item) ?? []);
  return texts.length === 0 ? undefined : { value: texts.join(), at: positionOf(node) };
}
