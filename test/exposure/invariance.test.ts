import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExposureDiff } from '../../src/exposure/exposure.ts';
import { reviewed } from '../support/judged.ts';
import { anyLayout, oneFile, shapes } from '../support/layout.ts';
import { addressOf, changed, type Manifest, podTemplate, portsOf, rulesOf, world } from '../support/world.ts';

const runs = { numRuns: 60 };

/** What a reviewer would be told: every class of the diff, and what is introduced. */
function told(base: Record<string, string>, head: Record<string, string>): readonly string[] {
  const { diff, findings } = reviewed(base, head);
  return [
    ...keysOf(diff),
    ...findings
      .filter(({ state, rule }) => state === 'introduced' && !aboutWriting.includes(rule))
      .map(({ rule, fingerprint }) => `${rule} ${fingerprint}`),
  ];
}

// A number in quotes or an old API version changes no way in, but the API server refuses it.
const aboutWriting = ['invalid-port-field', 'removed-api-version'];

const keysOf = ({ added, removed, ...changes }: ExposureDiff): readonly string[] => [
  ...added.map(({ key }) => `added ${key}`),
  ...removed.map(({ key }) => `removed ${key}`),
  ...Object.entries(changes).flatMap(([name, list]) => list.map(({ after }) => `${name} ${after.key}`)),
];

describe('nothing is told of', () => {
  test('the same files', () => {
    fc.assert(
      fc.property(world, (objects) => {
        expect(told(oneFile(objects), oneFile(objects))).toEqual([]);
      }),
      runs,
    );
  });

  test('the same objects in other files, in another order, as JSON or a List, with comments or quotes', () => {
    const layouts = world.chain((objects) => fc.tuple(anyLayout(objects), anyLayout(objects)));
    fc.assert(
      fc.property(layouts, ([base, head]) => {
        expect(told(base, head)).toEqual([]);
      }),
      runs,
    );
  });

  test.each([...shapes])('the same objects written as %s', (_name, shape) => {
    fc.assert(
      fc.property(world, (objects) => {
        expect(told(oneFile(objects), { 'k8s/all.yaml': shape(objects) })).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('a file under another name', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const [text = ''] = Object.values(oneFile(objects));
        expect(told({ 'k8s/all.yaml': text }, { 'k8s/deep/other.yml': text })).toEqual([]);
      }),
      runs,
    );
  });

  test.each<[string, (object: Manifest) => void]>([
    ['ports in another order', reversedPorts],
    ['defaults that are written out', writtenDefaults],
    ['another image, environment and number of replicas', otherPods],
    ['ports that containers declare besides', declaredPorts],
    ['one more label on the pods', oneMoreLabel],
    ['other labels that select the same pods', otherLabels],
    ['a hostPort that a pod in the nodes’ network has anyway', hostPortsOfHostNetwork],
    ['TLS hosts and rules in another order', reversedRules],
    ['a prefix with a slash at its end', trailingSlashes],
    ['an Ingress of the version before', legacyIngress],
    ['the class in the annotation', classAnnotation],
    ['source ranges in another order', reversedRanges],
    ['source ranges that are put together', aggregatedRanges],
  ])('%s', (_name, change) => {
    fc.assert(
      fc.property(world, (objects) => {
        const after = changed(objects, change);
        expect(told(oneFile(objects), oneFile(after))).toEqual([]);
        expect(told(oneFile(after), oneFile(objects))).toEqual([]);
      }),
      runs,
    );
  });

  test('a name for a target port instead of the number that it stands for', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const after = changed(objects, (object) => numericTargets(object, objects));
        expect(told(oneFile(objects), oneFile(after))).toEqual([]);
        expect(told(oneFile(after), oneFile(objects))).toEqual([]);
      }),
      runs,
    );
  });

  // Its findings are about another object then, so only the ways in are compared.
  test('a rule that moves to another Ingress of its class and namespace', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const after = objects.flatMap(splitIngress);
        expect(keysOf(reviewed(oneFile(objects), oneFile(after)).diff)).toEqual([]);
        expect(keysOf(reviewed(oneFile(after), oneFile(objects)).diff)).toEqual([]);
      }),
      runs,
    );
  });
});

test('the worlds of these tests have ways in, and findings', () => {
  const reports = fc.sample(world, { numRuns: 100, seed: 1 }).map((objects) => reviewed({}, oneFile(objects)));
  const kinds = Map.groupBy(
    reports.flatMap(({ diff }) => diff.added),
    ({ entry }) => entry.kind,
  );
  expect([...kinds.keys()].sort()).toEqual(['host-network', 'host-port', 'http-route', 'lb', 'node-port']);
  for (const [kind, found] of kinds) expect(found.length, kind).toBeGreaterThan(10);
  expect(new Set(reports.flatMap(({ findings }) => findings.map(({ rule }) => rule))).size).toBeGreaterThan(8);
});

function reversedPorts(object: Manifest): void {
  portsOf(object).reverse();
  for (const container of podTemplate(object)?.spec.containers ?? []) container.ports.reverse();
}

function writtenDefaults({ spec, kind, ...object }: Manifest): void {
  if (kind === 'Service') {
    spec.type ??= 'ClusterIP';
    spec.sessionAffinity = 'None';
    if (spec.type !== 'ClusterIP') spec.externalTrafficPolicy = 'Cluster';
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts = true;
  }
  for (const port of portsOf({ spec, kind, ...object })) {
    port.protocol ??= 'TCP';
    port.targetPort ??= port.port;
    port.nodePort ??= 0;
  }
  for (const port of podPorts({ spec, kind, ...object })) {
    port.protocol ??= 'TCP';
    if (port.hostPort !== undefined) port.hostIP = '0.0.0.0';
  }
}

const podPorts = (object: Manifest) => podTemplate(object)?.spec.containers.flatMap(({ ports }) => ports) ?? [];

function otherPods(object: Manifest): void {
  for (const container of podTemplate(object)?.spec.containers ?? []) {
    container.image = 'example/other:2';
    container.env = [{ name: 'PORT', value: '8080' }];
  }
  if (podTemplate(object) !== undefined) object.spec.replicas = 3;
}

function declaredPorts(object: Manifest): void {
  const pod = podTemplate(object);
  // A pod that declares nothing says nothing; the first declaration may contradict a Service, so it counts.
  // In the nodes' network a declared port is one of the node, which two workloads may want.
  if (pod === undefined || podPorts(object).length === 0 || pod.spec.hostNetwork === true) return;
  pod.spec.containers.push({ name: 'beside', ports: [{ containerPort: 15_020 }] });
}

function oneMoreLabel(object: Manifest): void {
  const labels = podTemplate(object)?.metadata.labels;
  if (labels !== undefined) labels.version = 'v2';
}

function otherLabels(object: Manifest): void {
  const pod = podTemplate(object);
  const rename = (labels: Record<string, string>) => ({ 'app.kubernetes.io/name': `the-${labels.app}` });
  if (pod !== undefined) {
    pod.metadata.labels = rename(pod.metadata.labels);
    object.spec.selector = { matchLabels: pod.metadata.labels };
  }
  if (object.kind === 'Service') object.spec.selector = rename(object.spec.selector as Record<string, string>); // as the world has it
}

function hostPortsOfHostNetwork(object: Manifest): void {
  if (podTemplate(object)?.spec.hostNetwork !== true) return;
  for (const port of podPorts(object)) port.hostPort = port.containerPort;
}

function reversedRules(object: Manifest): void {
  rulesOf(object).reverse();
  const tls = object.spec.tls as { hosts: string[] }[] | undefined; // as the world has it
  for (const { hosts } of tls ?? []) hosts.reverse();
}

function trailingSlashes(object: Manifest): void {
  for (const { http } of rulesOf(object))
    for (const path of http.paths) if (path.pathType === 'Prefix' && path.path !== '/') path.path += '/';
}

function legacyIngress(object: Manifest): void {
  if (object.kind !== 'Ingress') return;
  object.apiVersion = 'networking.k8s.io/v1beta1';
  for (const { http } of rulesOf(object))
    for (const path of http.paths) {
      const { name, port } = path.backend.service;
      Object.assign(path, { backend: { serviceName: name, servicePort: port.number } });
    }
}

function classAnnotation(object: Manifest): void {
  const { ingressClassName, ...spec } = object.spec;
  if (object.kind !== 'Ingress' || typeof ingressClassName !== 'string') return;
  object.spec = spec;
  object.metadata.annotations = { 'kubernetes.io/ingress.class': ingressClassName };
}

const rangesOf = ({ spec }: Manifest): string[] => (spec.loadBalancerSourceRanges as string[] | undefined) ?? []; // as the world has it

function reversedRanges(object: Manifest): void {
  rangesOf(object).reverse();
}

function aggregatedRanges(object: Manifest): void {
  const ranges = rangesOf(object);
  const halves = ranges.filter((range) => range.startsWith('203.0.113.'));
  const others = ranges.filter((range) => !halves.includes(range));
  if (ranges.length > 0)
    object.spec.loadBalancerSourceRanges = [...others, ...(halves.length === 2 ? ['203.0.113.0/24'] : halves)];
}

/** Only where every selected pod resolves the name, and all to one number: anything else is another meaning. */
function numericTargets(object: Manifest, objects: readonly Manifest[]): void {
  const { app } = (object.kind === 'Service' ? object.spec.selector : {}) as { app?: string }; // as the world has it
  const pods = objects.filter((one) => podTemplate(one)?.metadata.labels.app === app);
  for (const port of portsOf(object)) {
    const numbers = pods.map((pod) => {
      const found = podPorts(pod).find(
        ({ name, protocol }) => name === port.targetPort && (protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
      );
      return found?.containerPort;
    });
    const [first, ...others] = new Set(numbers);
    if (typeof port.targetPort === 'string' && first !== undefined && others.length === 0) port.targetPort = first;
  }
}

/** The first rule in an Ingress of its own, the others where they were. */
function splitIngress(object: Manifest): readonly Manifest[] {
  const [first, ...others] = rulesOf(object);
  if (first === undefined || others.some((one) => addressOf(one) === addressOf(first))) return [object];
  const rest = { ...object, spec: { ...object.spec, rules: others } };
  const own = { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-own` } };
  return [...(others.length > 0 ? [rest] : []), { ...own, spec: { ...object.spec, rules: [first] } }];
}

describe('the diff is an algebra', () => {
  test('what is added one way is removed the other way', () => {
    fc.assert(
      fc.property(world, world, (a, b) => {
        const [forth, back] = [reviewed(oneFile(a), oneFile(b)).diff, reviewed(oneFile(b), oneFile(a)).diff];
        expect(forth.added.map(({ key }) => key)).toEqual(back.removed.map(({ key }) => key));
        expect(forth.removed.map(({ key }) => key)).toEqual(back.added.map(({ key }) => key));
      }),
      runs,
    );
  });

  test('the same two sides give the same bytes, in any layout', () => {
    const layouts = fc
      .tuple(world, world)
      .chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), anyLayout(a), anyLayout(b)));
    fc.assert(
      fc.property(layouts, ([a, b, base, head]) => {
        expect(keysOf(reviewed(base, head).diff)).toEqual(keysOf(reviewed(oneFile(a), oneFile(b)).diff));
      }),
      runs,
    );
  });
});
