import { defaultConfig } from '../../src/config/defaults.ts';
import { say } from '../../src/model/message.ts';
import { conclude } from '../../src/report/conclude.ts';
import type { Verdict } from '../../src/report/report.ts';
import { at, diff, exposure, finding, ingress, nodePort, report } from './build.ts';

const hero = { namespace: 'frontend', name: 'fitness-hero' } as const;
const service = { ...hero, kind: 'Service' } as const;
const cluster = { kind: 'Cluster', namespace: undefined, name: 'dev' } as const;
const path = {
  hops: [{ ...service, port: 3000, targetPort: 3000 }],
  target: { ...hero, kind: 'Deployment', port: 3000, protocol: 'TCP', container: 'web' },
} as const;

const throughIngress = ingress({
  ...path,
  at: at('k8s/ingress.yaml', 12, 7),
  reachBasis: 'assumed',
  entry: { object: { ...hero, kind: 'Ingress', name: 'fitness-hero-ingress' }, host: 'fitness-hero.example.com' },
});

const throughNodePort = nodePort({
  ...path,
  at: at('k8s/service.yaml', 14, 17),
  entry: { object: service, port: 3000, nodePort: 30_001 },
});

const throughHostPort = exposure({
  ...path,
  hops: [],
  reach: 'node-network',
  at: at('k8s/deployment.yaml', 21, 15),
  entry: { kind: 'host-port', object: { ...hero, kind: 'Deployment' }, port: 80, address: '' },
});

const mapping = { ...path, reach: 'private', at: at('kind.yaml', 6, 5) } as const;
const throughMapping = exposure({
  ...mapping,
  entry: { kind: 'dev-mapping', object: cluster, address: '0.0.0.0', port: 8080, nodePort: 30_001 },
});
const mappedHostPort = exposure({
  ...mapping,
  hops: [],
  certainty: 'likely',
  entry: { kind: 'dev-mapping', object: cluster, address: '0.0.0.0', port: 80, nodePort: 80 },
});

const onNode = finding({
  rule: 'new-node-port',
  also: ['service-type-widened'],
  severity: 'warning',
  message: say`opens TCP port ${30_001} on every node (${'Service frontend/fitness-hero'}, port ${3000})`,
  help: say`use type ClusterIP behind an Ingress or Gateway`,
  at: at('k8s/service.yaml', 14, 17),
  object: service,
  exposure: throughNodePort.key,
});

const onHost = finding({
  rule: 'new-host-port',
  severity: 'warning',
  fingerprint: 'aa66554433221100',
  message: say`opens TCP port ${80} on every node that runs the pod, past every Service`,
  help: say`remove hostPort and use a Service`,
  at: at('k8s/deployment.yaml', 21, 15),
  object: { ...hero, kind: 'Deployment' },
  exposure: throughHostPort.key,
});

const judged = (over: Parameters<typeof report>[0]): Verdict => conclude(report(over), defaultConfig, [], '2026-12-31');

const changes = new Map(
  ['k8s/service.yaml', 'k8s/deployment.yaml', 'k8s/ingress.yaml', 'kind.yaml'].map((file) => [
    file,
    [{ baseStart: 0, baseLines: 0, headStart: 1, headLines: 40 }],
  ]),
);

/** The three scenarios of «Understanding Port Mappings» as pull requests that introduce them. */
export const portMappings: Readonly<Record<'an-ingress' | 'several-ways-to-one-pod' | 'every-kind-of-port', Verdict>> =
  {
    'an-ingress': judged({ changes, diff: diff({ added: [throughIngress] }) }),
    'several-ways-to-one-pod': judged({
      changes,
      diff: diff({ added: [throughHostPort, throughNodePort] }),
      context: [throughIngress],
      findings: [onNode, onHost],
    }),
    'every-kind-of-port': judged({
      changes,
      diff: diff({ added: [mappedHostPort, throughMapping, throughHostPort, throughNodePort, throughIngress] }),
      findings: [onNode, onHost],
    }),
  };
