import { describe, expect, test } from 'vitest';
import { say } from '../../src/model/message.ts';
import { diffText, surfaceText } from '../../src/report/text.ts';
import { change, diff, exposure, finding, gap, ingress, nodePort, unit, verdict } from '../support/build.ts';

const subject = verdict({
  conclusion: 'failure',
  title: '1 blocking · 1 new way in, 1 closed, 1 widened',
  diff: diff({
    added: [exposure()],
    removed: [nodePort({ units: ['other'] })],
    widened: [change(ingress({ sources: ['10.0.0.0/8'] }), ingress(), 'sources')],
  }),
  findings: [finding({ also: ['service-type-widened'] }), finding({ state: 'fixed' })],
  gaps: [gap(), gap({ blocks: false })],
});

describe('the text for a terminal', () => {
  test('is findings, ways, gaps and the title', () => {
    expect(diffText(subject, { color: false })).toBe(
      [
        'k8s/web.yaml:14:5: error: opens TCP port 80 to the internet (Service shop/web, port http) [new-public-load-balancer, service-type-widened]',
        '  restrict loadBalancerSourceRanges, or route through the shared gateway',
        '+ new: internet → LoadBalancer shop/web:80 → targetPort http → Deployment shop/web:8080',
        '> widened: internet → Ingress shop/site web.example.com/ → Service shop/web:80 → targetPort http → Deployment shop/web:8080  (clients 10.0.0.0/8 → everybody)',
        '- closed: whoever reaches a node → NodePort 30080 of shop/web → port 80 → targetPort http → Deployment shop/web:8080',
        'k8s/broken.yaml:3:1: not analyzed: k8s/broken.yaml is no YAML [yaml-invalid, blocks]',
        'k8s/broken.yaml:3:1: not analyzed: k8s/broken.yaml is no YAML [yaml-invalid]',
        '1 blocking · 1 new way in, 1 closed, 1 widened',
        '',
      ].join('\n'),
    );
  });

  test('colours words and no values', () => {
    const text = diffText(subject, { color: true });
    expect(text).toContain('k8s/web.yaml:14:5: \u001b[31merror:\u001b[0m opens');
    const plain = [0, 31, 32, 33, 36].reduce((rest, color) => rest.replaceAll(`\u001b[${color}m`, ''), text);
    expect(plain).toBe(diffText(subject, { color: false }));
  });

  test('a finding that does not end stays one line that does', () => {
    const text = diffText(verdict({ findings: [finding({ message: say`${'x\n'.repeat(100_000)}` })] }), {
      color: false,
    });
    expect(text.split('\n')[0]?.length).toBeLessThan(12_500);
  });
});

describe('the text of a surface', () => {
  test('is a way a line, then what was not analyzed', () => {
    const surface = {
      units: [unit()],
      exposures: [exposure(), nodePort({ target: undefined, hops: [], entry: { nodePort: undefined } })],
      gaps: [gap({ blocks: false })],
    };
    expect(surfaceText(surface, { color: false })).toBe(
      [
        'internet → LoadBalancer shop/web:80 → targetPort http → Deployment shop/web:8080  (k8s/web.yaml:14:5)',
        'whoever reaches a node → NodePort (any) of shop/web → no workload in this repository  (k8s/web.yaml:14:5)',
        'k8s/broken.yaml:3:1: not analyzed: k8s/broken.yaml is no YAML [yaml-invalid]',
        '2 ways in',
        '',
      ].join('\n'),
    );
  });
});
