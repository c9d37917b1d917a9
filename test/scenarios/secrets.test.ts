import { expect, test } from 'vitest';
import { parseFlowchart } from '../support/mermaid.ts';
import { scenario, web } from '../support/scenario.ts';

const canary = 'c4n4rYc4n4rYc4n4rYc4n4rYc4n4rYc4n4rY';
const token = `ghp_${canary}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n      ${canary}\n      -----END RSA PRIVATE KEY-----`;

/** A stranger's credential wherever a manifest has room for one, and ours where somebody has got hold of it. */
const manifests = (own: string): string => `${web('LoadBalancer', `  loadBalancerSourceRanges: ["${token}"]\n`)}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${token}
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/server-snippet: "set $x ${token}; # ${own}"
    nginx.ingress.kubernetes.io/auth-url: "https://user:${canary}@auth.example.com/"
    key: |
      ${pem}
spec:
  ingressClassName: nginx
  rules: [{host: "${token}.example.com", http: {paths: [{path: "/${own}", pathType: Exact, backend: {service: {name: web, port: {number: 80}}}}]}}]
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: shop}
stringData: {token: ${token}}
---
apiVersion: example.com/v1
kind: Door
metadata: {name: d}
spec: {port: 80, host: ${token}}
`;

test('no credential of a pull request is repeated in what is posted or logged', async () => {
  const { hub, shop, idle, logged } = await scenario();
  const files = {
    'k8s/web.yaml': manifests(hub.webhookSecret),
    'k8s/broken.yaml': `kind: Service\napiVersion: v1\nmetadata: {name: "${token}\n`,
    '.github/portcullis.yml': `version: 1\n${token}: true\nfail_on: ${token}\n`,
  };
  const head = shop.push({ branch: 'work', files });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'GET', path: '/compare/', status: 502, body: { message: token } });
  hub.fail({ method: 'POST', path: '/check-runs', status: 500, body: { message: `${token} ${hub.webhookSecret}` } });
  await shop.announce(number, 'opened');
  await idle();
  // With a review comment GitHub itself shows the lines around it, as they are.
  const reviews = shop.reviews(number).map(({ body, comments }) => [body, comments.map((each) => each.body)]);
  const posted = [...shop.checks(head), ...shop.comments(number), ...reviews];
  expect(posted.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(posted)).toContain('[redacted]');
  for (const text of [JSON.stringify(posted), logged.join('')]) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(hub.webhookSecret);
  }
  const diagram = /```mermaid\n(.*?)```/s.exec(shop.comments(number)[0]?.body ?? '')?.[1] ?? '';
  const { nodes } = await parseFlowchart(diagram, 'mermaid11');
  expect(nodes.some(({ text }) => text.includes('[redacted]'))).toBe(true);
});

test('a file whose name looks like a credential silences nothing', async () => {
  const { shop, idle } = await scenario();
  const path = `k8s/${token}.yaml`;
  const head = shop.push({ branch: 'work', files: { [path]: web('LoadBalancer').replaceAll('web', 'api') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)[0]?.annotations.map((annotation) => annotation.path)).toContain(path);
  expect(shop.reviews(number).flatMap(({ comments }) => comments.map((comment) => comment.path))).toEqual([path]);
});
