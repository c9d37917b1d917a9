import { describe, expect, test } from 'vitest';
import { addressReach, loadBalancerReach, routeReach } from '../../src/graph/reach.ts';
import { annotated, cluster, route, service } from '../support/roles.ts';

const aws = 'service.beta.kubernetes.io/aws-load-balancer';

describe('a load balancer', () => {
  test.each<[Record<string, string>, string]>([
    [{ [`${aws}-scheme`]: 'internet-facing' }, 'public stated'],
    [{ [`${aws}-scheme`]: 'internal' }, 'private stated'],
    [{ [`${aws}-scheme`]: ' internal ' }, 'private stated'],
    [{ [`${aws}-type`]: 'external' }, 'private provider-default'],
    [{ [`${aws}-type`]: 'nlb-ip' }, 'private provider-default'],
    [{ [`${aws}-type`]: 'nlb' }, 'public assumed'],
    [{ [`${aws}-type`]: 'external', [`${aws}-scheme`]: 'internet-facing' }, 'public stated'],
    [{ [`${aws}-internal`]: 'true' }, 'private stated'],
    [{ [`${aws}-internal`]: '0.0.0.0/0' }, 'private stated'],
    [{ [`${aws}-internal`]: 'false', [`${aws}-type`]: 'external' }, 'public stated'],
    [{ 'networking.gke.io/load-balancer-type': 'Internal' }, 'private stated'],
    [{ 'cloud.google.com/load-balancer-type': 'Internal' }, 'private stated'],
    [{ 'networking.gke.io/load-balancer-type': 'External' }, 'public assumed'],
    [{ 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/azure-load-balancer-internal': 'false' }, 'public assumed'],
    [{ 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': 'private' }, 'private stated'],
    [{ 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': 'public' }, 'public stated'],
    [{ 'service.beta.kubernetes.io/openstack-internal-load-balancer': 'true' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': 'true' }, 'private stated'],
    [{ 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': 'subnet-1' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'intranet' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'internet' }, 'public assumed'],
    [{ 'service.beta.kubernetes.io/oci-load-balancer-internal': 'true' }, 'private stated'],
    [{ 'load-balancer.hetzner.cloud/disable-public-network': 'true' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/do-loadbalancer-network': 'INTERNAL' }, 'private stated'],
    [{ 'service.beta.kubernetes.io/scw-loadbalancer-private': 'true' }, 'private stated'],
    [{ 'example.com/internal': 'true' }, 'public assumed'],
    [{}, 'public assumed'],
  ])('with %o is %s', (annotations, expected) => {
    const { reach, basis } = loadBalancerReach(service({ annotations: annotated(annotations) }), cluster());
    expect(`${reach} ${basis}`).toBe(expected);
  });

  test.each([
    ['service.k8s.aws/nlb', 'private provider-default'],
    ['eks.amazonaws.com/nlb', 'private provider-default'],
    ['example.com/other', 'public assumed'],
  ])('of the class %s is %s', (loadBalancerClass, expected) => {
    const { reach, basis } = loadBalancerReach(service({ loadBalancerClass }), cluster());
    expect(`${reach} ${basis}`).toBe(expected);
  });

  test.each([
    [{ provider: 'aws-load-balancer-controller' }, 'private provider-default'],
    [{ provider: 'metallb' }, 'private provider-default'],
    [{ provider: 'kind' }, 'local-dev provider-default'],
    [{ loadBalancerReach: 'private' as const }, 'private stated'],
    [{ provider: 'anything', loadBalancerReach: 'private' as const }, 'private stated'],
  ])('on a cluster with %o is %s', (over, expected) => {
    const { reach, basis } = loadBalancerReach(service(), cluster(over));
    expect(`${reach} ${basis}`).toBe(expected);
  });

  test('is what its own annotation says, whatever the configuration says', () => {
    const asked = service({ annotations: annotated({ [`${aws}-scheme`]: 'internet-facing' }) });
    expect(loadBalancerReach(asked, cluster({ loadBalancerReach: 'private', provider: 'metallb' })).reach).toBe(
      'public',
    );
  });
});

describe('a route', () => {
  const scheme = 'alb.ingress.kubernetes.io/scheme';

  test.each<[string | undefined, Record<string, string>, string]>([
    [undefined, {}, 'public assumed'],
    ['nginx', {}, 'public assumed'],
    ['nginx-internal', {}, 'private assumed'],
    ['private', {}, 'private assumed'],
    ['vpn.nginx', {}, 'private assumed'],
    ['internally-made', {}, 'public assumed'],
    ['alb', {}, 'private provider-default'],
    ['alb', { [scheme]: 'internal' }, 'private stated'],
    ['alb', { [scheme]: 'internet-facing' }, 'public stated'],
    ['gce', {}, 'public assumed'],
    ['gce-internal', {}, 'private stated'],
  ])('of the class %s with %o is %s', (className, annotations, expected) => {
    const { reach, basis } = routeReach(route({ annotations: annotated(annotations) }), className, cluster());
    expect(`${reach} ${basis}`).toBe(expected);
  });

  test.each([
    ['public' as const, 'public stated'],
    ['private' as const, 'private stated'],
    [undefined, 'private assumed'],
  ])('of a class that the configuration calls %s is %s', (reach, expected) => {
    const config = cluster({
      ingressControllers: [{ namespace: undefined, podLabels: new Map(), class: 'internal', reach }],
    });
    const found = routeReach(route(), 'internal', config);
    expect(`${found.reach} ${found.basis}`).toBe(expected);
  });
});

test('a route of another class than the configuration speaks of is what its own class is', () => {
  const config = cluster({
    ingressControllers: [{ namespace: undefined, podLabels: new Map(), class: 'nginx', reach: 'private' }],
  });
  expect(routeReach(route(), 'traefik', config)).toMatchObject({ reach: 'public', basis: 'assumed' });
  expect(routeReach(route(), undefined, config)).toMatchObject({ reach: 'public', basis: 'assumed' });
});

test.each([
  ['203.0.113.7', 'public'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['169.254.169.254', 'private'],
  ['fd00::1', 'private'],
  ['2001:db8::1', 'public'],
  ['nonsense', 'public'],
])('the address %s is %s', (address, reach) => {
  expect(addressReach(address).reach).toBe(reach);
});
