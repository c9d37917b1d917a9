import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exposure } from '../../src/exposure/exposure.ts';
import { mermaidDiagrams, surfaceDiagrams, wholeDiagrams } from '../../src/report/mermaid.ts';
import { mermaidFile } from '../../src/report/mermaid-file.ts';
import type { Verdict } from '../../src/report/report.ts';
import { type Way, waysOf } from '../../src/report/ways.ts';
import { change, diff, exposure, finding, ingress, nodePort, verdict } from '../support/build.ts';
import { parseFlowchart } from '../support/mermaid.ts';

const edgesIn = ({ text }: { readonly text: string }) =>
  text.split('\n').filter((line) => /^ {2}N\w+ [=-]/.test(line)).length;

const anyWay = fc.record({
  namespace: fc.nat(3),
  workload: fc.nat(5),
  object: fc.nat(4),
  kind: fc.constantFrom('lb', 'node-port', 'http-route', 'host-port'),
  state: fc.constantFrom('added', 'removed', 'widened', 'narrowed', 'rerouted', 'changed', 'moved', 'context'),
  isSevere: fc.boolean(),
});

type AnyWay = typeof anyWay extends fc.Arbitrary<infer Value> ? Value : never;

/** In the label of an entry, which no two of {@link verdictOf} share. */
const identity = /w\d+\.example\.com|NodePort \d+|hostPort \d+|LoadBalancer [^\s"]+/g;

function exposureOf({ namespace, workload, object, kind }: AnyWay, index: number): Exposure {
  const [place, name] = [`ns-${namespace}`, `web-${workload}`];
  const number = 10_000 + index;
  const service = { kind: 'Service', namespace: place, name: kind === 'lb' ? `lb-${index}` : name };
  const target = { kind: 'Deployment', namespace: place, name, port: 8080, protocol: 'TCP', container: 'web' } as const;
  const entry = {
    lb: { object: service },
    'node-port': { object: service, nodePort: number },
    'http-route': {
      object: { kind: 'Ingress', namespace: place, name: `site-${object}` },
      host: `w${index}.example.com`,
    },
    'host-port': { object: target, port: number },
  }[kind];
  const hops = kind === 'host-port' ? [] : [{ ...service, port: 80, targetPort: 8080 }];
  return exposure({ key: `${index}`, entry: { kind, ...entry }, hops, target });
}

/** One way for each, in the state that it asks for. */
function verdictOf(all: readonly AnyWay[]): Verdict {
  const drawn = all.map((one, index) => ({ ...one, exposure: exposureOf(one, index) }));
  const of = (state: AnyWay['state']) => drawn.filter((one) => one.state === state).map((one) => one.exposure);
  const pairs = (state: AnyWay['state']) =>
    of(state).map((after) => change({ ...after, sources: ['10.0.0.0/8'] }, after, 'sources'));
  return verdict({
    diff: diff({
      added: of('added'),
      removed: of('removed'),
      widened: pairs('widened'),
      narrowed: pairs('narrowed'),
      rerouted: pairs('rerouted'),
      changed: pairs('changed'),
      moved: pairs('moved'),
    }),
    context: of('context'),
    findings: drawn.filter((one) => one.isSevere).map((one) => finding({ exposure: one.exposure.key })),
  });
}

const isShown = ({ exposures: [{ entry }] }: Way, labels: ReadonlySet<string>): boolean =>
  labels.has(entry.host ?? '') ||
  labels.has(`NodePort ${entry.nodePort}`) ||
  labels.has(`hostPort ${entry.port}`) ||
  labels.has(`LoadBalancer ${entry.object.namespace}/${entry.object.name}:${entry.port}`);

describe('diagrams that would get too large', () => {
  const many = (count: number, namespace: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => {
      const object = { kind: 'Service', namespace: namespace(index), name: `web-${index}` };
      return exposure({
        key: `${index}`,
        entry: { object },
        hops: [{ ...object, port: 80, targetPort: 'http' }],
        target: { ...object, kind: 'Deployment', port: 8080, protocol: 'TCP', container: 'web' },
      });
    });
  test('are split by namespace', () => {
    const { diagrams, omitted } = mermaidDiagrams(
      verdict({ diff: diff({ added: many(30, (index) => (index % 2 === 0 ? 'shop' : 'mail')) }) }),
    );
    expect(diagrams.map(edgesIn)).toEqual([45, 45]);
    expect(diagrams[0]?.text).not.toContain('mail/');
    expect(omitted).toBe(0);
  });

  test('are at most three, of at most 60 edges, and say how much is missing', () => {
    const { diagrams, omitted } = mermaidDiagrams(verdict({ diff: diff({ added: many(2_000, () => 'shop') }) }));
    expect(diagrams.map(edgesIn)).toEqual([60, 60, 60]);
    expect(omitted).toBe(2_000 - 60);
  });

  test('draw the worst first', () => {
    const added = many(2_000, (index) => `ns-${index}`);
    const findings = [finding({ exposure: '1999' })];
    expect(mermaidDiagrams(verdict({ diff: diff({ added }), findings })).diagrams[0]?.text).toContain('web-1999');
  });

  test('have at most 20,000 characters together, whatever the names are', () => {
    const added = many(500, () => '日本'.repeat(100));
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added }), context: added }));
    expect(diagrams.length).toBeGreaterThan(0);
    expect(diagrams.map(({ text }) => text).join('').length).toBeLessThanOrEqual(20_000);
  });

  const beside = (ways: readonly Exposure[]) =>
    ways.map((way) => nodePort({ ...way, key: `node ${way.key}`, entry: { object: way.entry.object } }));

  test('show the unchanged ways to the same pods, and of others none', () => {
    const ways = many(2, () => 'shop');
    const context = beside(many(4, () => 'shop'));
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added: ways }), context }));
    expect(diagrams.map(edgesIn)).toEqual([2 * 3 + 2 * 2]);
  });

  test('keep the unchanged ways to the same pods in the diagram of the changed ones', () => {
    const added = many(20, () => 'shop');
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added }), context: beside(added) }));
    expect(diagrams.map(edgesIn)).toEqual([60, 40]);
    for (const { text } of diagrams)
      expect(text.match(/NodePort 30080/g)).toHaveLength(text.match(/LoadBalancer/g)?.length ?? 0);
  });

  test('leave out no changed way for an unchanged one', () => {
    const added = many(60, () => 'shop');
    const full = mermaidDiagrams(verdict({ diff: diff({ added }), context: beside(added) }));
    expect(full.diagrams.map(edgesIn)).toEqual([60, 60, 60]);
    expect(full.omitted).toBe(0);
    for (const { text } of full.diagrams) expect(text).not.toContain('NodePort');
  });

  test('draw an error even where another namespace alone would fill them', () => {
    const added = [...many(100, () => 'shop'), ...many(101, () => 'mail').slice(100)];
    const findings = ['0', '100'].map((key) => finding({ exposure: key }));
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added }), findings }));
    expect(diagrams.map(({ text }) => text).join('')).toContain('LoadBalancer mail/web-100:80');
  });

  test('take no unit for another', () => {
    const [way] = many(1, () => 'shop');
    const context = beside(way === undefined ? [] : [{ ...way, units: ['elsewhere'] }]);
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added: many(1, () => 'shop') }), context }));
    expect(diagrams.map(edgesIn)).toEqual([3]);
  });

  test('keep the ways to the same pods together, and an Ingress whole', () => {
    const hosts = Array.from({ length: 50 }, (_, index) => {
      const name = `web-${index % 20}`;
      return ingress({
        key: `host ${index}`,
        entry: {
          object: { kind: 'Ingress', namespace: 'shop', name: `site-${index % 2}` },
          host: `${index}.example.com`,
        },
        hops: [{ kind: 'Service', namespace: 'shop', name, port: 80, targetPort: 8080 }],
        target: { kind: 'Deployment', namespace: 'shop', name, port: 8080, protocol: 'TCP', container: 'web' },
      });
    });
    const { diagrams, omitted } = mermaidDiagrams(verdict({ diff: diff({ added: hosts }) }));
    expect(omitted).toBe(0);
    const sites = diagrams.map(({ text }) => new Set(text.match(/Ingress shop.site-\d/g)));
    expect(sites.map((site) => site.size)).toEqual([1, 1]);
  });

  test('show every way once or count it, whatever the ways are', () => {
    fc.assert(
      fc.property(fc.array(anyWay, { maxLength: 250 }), (all) => {
        const subject = verdictOf(all);
        const { diagrams, omitted } = mermaidDiagrams(subject);
        expect(diagrams.length).toBeLessThanOrEqual(3);
        expect(diagrams.map(({ text }) => text).join('').length).toBeLessThanOrEqual(20_000);
        for (const diagram of diagrams) expect(edgesIn(diagram)).toBeLessThanOrEqual(60);
        const shown = diagrams.map(({ text }) => text.match(identity) ?? []);
        expect(shown.flat()).toHaveLength(new Set(shown.flat()).size);
        const drawn = shown.map((labels) => waysOf(subject).filter((way) => isShown(way, new Set(labels))).length);
        expect(diagrams.map(({ ways }) => ways)).toEqual(drawn);
        expect(drawn.reduce((sum, count) => sum + count, omitted)).toBe(waysOf(subject).length);
      }),
      { numRuns: 100 },
    );
  });

  test('of everything stay below what Mermaid refuses to draw, and leave nothing out', async () => {
    const { diagrams, omitted } = wholeDiagrams(verdict({ diff: diff({ added: many(2_000, () => 'shop') }) }));
    expect(diagrams.reduce((sum, { ways }) => sum + ways, 0)).toBe(2_000);
    expect(omitted).toBe(0);
    expect(edgesIn({ text: diagrams[0]?.text ?? '' })).toBeGreaterThan(300);
    for (const { text } of diagrams) expect(text.length).toBeLessThan(45_000);
    const texts = mermaidFile({ diagrams, omitted }).split(/^%% diagram \d+ of \d+\n/m);
    expect(texts.slice(1).map((text) => text.trim())).toEqual(diagrams.map(({ text }) => text.trim()));
    await expect(
      parseFlowchart(mermaidFile({ diagrams: diagrams.slice(-1), omitted }), 'mermaid11'),
    ).resolves.toBeDefined();
    await expect(parseFlowchart(texts[1] ?? '', 'mermaid11')).resolves.toBeDefined();
  });

  test('of one side show every way in it, each as unchanged', async () => {
    const { diagrams, omitted } = surfaceDiagrams({ exposures: many(100, (index) => `shop-${index % 3}`) });
    expect(diagrams.map(({ ways, states }) => [ways, [...states]])).toEqual([[100, ['unchanged']]]);
    expect(omitted).toBe(0);
    await expect(parseFlowchart(mermaidFile({ diagrams, omitted }), 'mermaid11')).resolves.toBeDefined();
  });

  test('are split where less has room', () => {
    const all = { exposures: many(100, () => 'shop') };
    const { diagrams } = surfaceDiagrams(all, { edges: 60 });
    expect(diagrams.length).toBeGreaterThan(1);
    for (const diagram of diagrams) expect(edgesIn(diagram)).toBeLessThanOrEqual(60);
  });
});
