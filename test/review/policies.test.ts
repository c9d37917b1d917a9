import { describe, expect, test } from 'vitest';
import { plain } from '../../src/model/message.ts';
import { judged } from '../support/judged.ts';
import { riddle } from '../support/label-riddle.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: example/web }] }
`;
const policy = (...peers: readonly string[]): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: {}, ingress: [{ from: [${peers.join(', ')}] }] }
`;

describe('policies that tell more callers apart than are compared', () => {
  const base = { 'k8s/web.yaml': web + policy(...riddle) };
  const head = { 'k8s/web.yaml': web + policy(...riddle, '{ podSelector: {} }') };

  test('block where they change', () => {
    const { gaps, conclusion } = judged(base, head);
    expect(gaps.map(({ at, blocks, message }) => `${at.path}:${at.line} ${blocks} ${plain(message)}`)).toEqual([
      'k8s/web.yaml:3 true the network policies of Deployment shop/web tell more kinds of callers apart than are compared',
    ]);
    expect(conclusion).toBe('failure');
  });

  test('block nobody who leaves them as they are', () => {
    expect(judged(head, { ...head, 'k8s/other.yaml': web.replaceAll('web', 'other') })).toMatchObject({
      gaps: [],
      conclusion: 'success',
    });
  });
});
