import { describe, expect, test } from 'vitest';
import { type Gate, loadBalancer, openGate } from '../support/gate.ts';
import { web } from '../support/scenario.ts';

const accept = async ({ shop, number, idle, verdict }: Gate): Promise<void> => {
  await shop.review(number, 'alice', '/portcullis accept all planned');
  await idle();
  expect(verdict()).toBe('success');
};

describe('an acceptance covers all of what was there, and nothing that comes in behind it:', () => {
  test('the node port behind a load balancer is another way', async () => {
    const on = await openGate();
    const alone = web('LoadBalancer', '  allocateLoadBalancerNodePorts: false\n');
    expect(await on.push({ 'k8s/web.yaml': alone })).toBe('failure');
    await accept(on);
    expect(await on.push({ 'k8s/web.yaml': loadBalancer })).toBe('failure');
    expect(await on.push({ 'k8s/web.yaml': alone })).toBe('success');
  });

  test('the object of another overlay is another way', async () => {
    const on = await openGate();
    await on.push({ 'k8s/web.yaml': null });
    const ranged = web('LoadBalancer', "  loadBalancerSourceRanges: ['203.0.113.0/24']\n").replaceAll(
      ', namespace: shop',
      '',
    );
    const overlay = (name: string, more = ''): Readonly<Record<string, string>> => ({
      [`${name}/kustomization.yaml`]: `namespace: ${name}\nresources: [../base]\n${more}`,
    });
    const files = {
      'base/web.yaml': ranged,
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      ...overlay('a'),
      ...overlay('b'),
    };
    expect(await on.push(files)).toBe('failure');
    await accept(on);
    const open = `patches:\n  - target: {kind: Service}\n    patch: '[{"op": "remove", "path": "/spec/loadBalancerSourceRanges"}]'\n`;
    expect(await on.push(overlay('b', open))).toBe('failure');
    expect(await on.push(overlay('b'))).toBe('success');
    expect(await on.push(overlay('c'))).toBe('failure');
  });

  test('another text of a dangerous annotation is another text', async () => {
    const on = await openGate();
    const annotated = (snippet: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: site\n  namespace: shop\n  annotations:\n    nginx.ingress.kubernetes.io/configuration-snippet: ${snippet}\nspec:\n  ingressClassName: nginx\n  tls: [{hosts: [a.example.com], secretName: a}]\n  rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]\n`;
    expect(await on.push({ 'k8s/site.yaml': annotated('add_header X-From shop;') })).toBe('failure');
    await accept(on);
    expect(await on.push({ 'k8s/site.yaml': annotated('proxy_set_header X-User admin;') })).toBe('failure');
  });

  test('another workload among those that a message only counts is another one', async () => {
    const on = await openGate();
    await on.push({ 'k8s/web.yaml': web('ClusterIP') });
    const pods = ['one', 'two', 'three'].map(
      (name) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec: {containers: [{name: c, image: c, ports: [{containerPort: 80}]}]}\n`,
    );
    const policy = (name: string, from: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  podSelector: {matchExpressions: [{key: app, operator: In, values: [one, two, three]}]}\n  policyTypes: [Ingress]\n  ingress: ${from}\n`;
    on.shop.push({
      branch: 'main',
      files: { 'k8s/pods.yaml': pods.join('---\n'), 'k8s/shut.yaml': policy('shut', '[]') },
    });
    const opened = (first: number, second: number): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: some, namespace: shop}\nspec:\n  podSelector: {matchExpressions: [{key: app, operator: In, values: [one, two]}]}\n  policyTypes: [Ingress]\n  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}, {ipBlock: {cidr: 11.0.0.0/8}}, {ipBlock: {cidr: 13.0.0.0/8}}, {ipBlock: {cidr: 15.0.0.0/8}}, {ipBlock: {cidr: ${first}.0.0.0/8}}], ports: [{port: ${second}}]}]\n`;
    await on.push({ 'k8s/some.yaml': opened(20, 80) });
    await accept(on);
    // Of the addresses a message names three.
    expect(await on.push({ 'k8s/some.yaml': opened(20, 80) })).toBe('success');
    expect(await on.push({ 'k8s/some.yaml': opened(99, 80) })).not.toBe('success');
  });

  test('what is said of several ports has one id, and can be accepted by it', async () => {
    const on = await openGate('fail_on: warning\n');
    const two = web('LoadBalancer', '  allocateLoadBalancerNodePorts: false\n')
      .replace(
        'kind: Service\nmetadata: {',
        'kind: Service\nmetadata: {annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}, ',
      )
      .replace(
        '    - name: http\n      port: 80',
        '    - {name: a, port: 81, targetPort: http}\n    - name: http\n      port: 80',
      );
    expect(await on.push({ 'k8s/web.yaml': two })).toBe('failure');
    expect(new Set(on.ids()).size).toBeLessThan(on.ids().length);
    await on.shop.review(on.number, 'alice', `/portcullis accept ${on.ids()[0]} planned`);
    await on.idle();
    expect(on.verdict()).toBe('success');
  });

  test('other pods that this repository does not show are other pods', async () => {
    const on = await openGate();
    const alone = (app: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: far, namespace: shop}\nspec:\n  type: LoadBalancer\n  selector: {app: ${app}}\n  ports: [{port: 80, targetPort: 8080}]\n`;
    await on.push({ 'k8s/web.yaml': web('ClusterIP'), 'k8s/far.yaml': alone('far') });
    await accept(on);
    expect(await on.push({ 'k8s/far.yaml': `# moved\n${alone('far')}` })).toBe('success');
    expect(await on.push({ 'k8s/far.yaml': alone('vault') })).toBe('failure');
  });
});
