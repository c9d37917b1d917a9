import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/model/message.ts';
import { diagramOf, strokesOf, unchangedStroke } from '../../src/report/diagram.ts';
import { mermaid, mermaidDiagrams } from '../../src/report/mermaid.ts';
import { visible } from '../../src/report/visible.ts';
import { waysOf } from '../../src/report/ways.ts';
import { change, diff, exposure, finding, ingress, nodePort, verdict } from '../support/build.ts';
import { hostile } from '../support/hostile.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';
import { type ParsedFlowchart, parseFlowchart, versions } from '../support/mermaid.ts';
import { portMappings } from '../support/port-mappings.ts';

/** Edges as people read them: `internet =new=> LoadBalancer shop/web:80`. */
const read = ({ nodes, edges }: ParsedFlowchart): readonly string[] => {
  const texts = new Map(nodes.map(({ id, text }) => [id, text]));
  const arrows = { thick: '=', dotted: '.', normal: '-' } as Readonly<Record<string, string>>;
  return edges.map(({ start, end, text, stroke }) => {
    const line = arrows[stroke] ?? stroke;
    return `${texts.get(start)} ${line}${text}${line}> ${texts.get(end)}`;
  });
};

describe.each(versions)('a diagram, as %s reads it', (version) => {
  const edgesOf = async (over: Parameters<typeof verdict>[0]) =>
    read(await parseFlowchart(mermaid(verdict(over)), version));

  test('leads from the client over entry and Service port to the container', async () => {
    expect(await edgesOf({ diff: diff({ added: [exposure()] }) })).toEqual([
      'internet =new=> LoadBalancer shop/web:80',
      'LoadBalancer shop/web:80 ==> Service shop/web port 80',
      'Service shop/web port 80 =targetPort http=> Deployment shop/web container web port 8080',
    ]);
  });

  test('draws closed ways dotted, and unchanged neighbours thin', async () => {
    const edges = await edgesOf({ diff: diff({ removed: [exposure()] }), context: [ingress()] });
    expect(edges).toEqual([
      'internet .closed.> LoadBalancer shop/web:80',
      'LoadBalancer shop/web:80 ..> Service shop/web port 80',
      'Service shop/web port 80 -targetPort http-> Deployment shop/web container web port 8080',
      'internet --> Ingress shop/site web.example.com/',
      'Ingress shop/site web.example.com/ --> Service shop/web port 80',
    ]);
  });

  test('labels what was widened with the difference', async () => {
    const pair = change(exposure({ sources: ['10.0.0.0/8'] }), exposure(), 'sources');
    expect((await edgesOf({ diff: diff({ widened: [pair] }) }))[0]).toBe(
      'internet .before (only 10.0.0.0/8).> LoadBalancer shop/web:80',
    );
    expect((await edgesOf({ diff: diff({ widened: [pair] }) }))[3]).toBe(
      'internet =widened: clients 10.0.0.0/8 → everybody=> LoadBalancer shop/web:80',
    );
  });

  test('draws the stretch that a rerouted way leaves dotted and the new one thick', async () => {
    const hops = [{ kind: 'Service', namespace: 'shop', name: 'api', port: 80, targetPort: 'http' }];
    const edges = await edgesOf({ diff: diff({ rerouted: [change(ingress(), ingress({ hops }), 'target')] }) });
    expect(edges).toContain('Ingress shop/site web.example.com/ ..> Service shop/web port 80');
    expect(edges).toContain('Ingress shop/site web.example.com/ ==> Service shop/api port 80');
    expect(edges.filter((edge) => edge.startsWith('internet '))).toHaveLength(1);
  });

  test('keeps the backend that a route still has when it gains one, and dots the one that it loses', async () => {
    const canary = {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'canary',
      port: 8080,
      protocol: 'TCP',
      container: 'web',
    } as const;
    const gained = { ...change(ingress(), ingress({ target: canary }), 'target'), backends: 'gained' } as const;
    const lost = { ...change(ingress({ target: canary }), ingress(), 'target'), backends: 'lost' } as const;
    const [kept, other] = [
      'Deployment shop/web container web port 8080',
      'Deployment shop/canary container web port 8080',
    ];
    const into = (edges: readonly string[], node: string) =>
      edges.find((edge) => edge.endsWith(`> ${node}`))?.split(' port 80 ')[1];
    const withBoth = await edgesOf({ diff: diff({ rerouted: [gained] }) });
    expect([into(withBoth, kept), into(withBoth, other)]).toEqual([
      `-targetPort http-> ${kept}`,
      `=targetPort http=> ${other}`,
    ]);
    const withOne = await edgesOf({ diff: diff({ rerouted: [lost] }) });
    expect([into(withOne, kept), into(withOne, other)]).toEqual([
      `-targetPort http-> ${kept}`,
      `.targetPort http.> ${other}`,
    ]);
  });

  test('draws a node port once for itself and for the port mapping that leads to it', async () => {
    const edges = await edgesOf({ diff: portMappings['every-kind-of-port'].diff });
    expect(edges.filter((edge) => edge.endsWith('> NodePort 30001')).toSorted()).toEqual([
      "any node's address =new=> NodePort 30001",
      'port mapping 8080 of Cluster dev ==> NodePort 30001',
    ]);
    expect(edges.filter((edge) => edge.startsWith('NodePort 30001 '))).toHaveLength(1);
  });

  test('says so where nothing changed', async () => {
    expect((await parseFlowchart(mermaid(verdict()), version)).nodes.map(({ text }) => text)).toEqual([
      'no exposure change',
    ]);
    expect(mermaidDiagrams(verdict())).toEqual({ diagrams: [], omitted: 0 });
  });

  // 150 verdicts of 34 texts for each version are some 10,000 texts.
  test('has exactly the nodes and edges meant, whatever things are called', { timeout: 120_000 }, async () => {
    const texts = fc.uniqueArray(hostile, { minLength: slots, maxLength: slots });
    await fc.assert(
      fc.asyncProperty(texts, async (names) => {
        const subject = verdictOf(names);
        const text = mermaid(subject);
        const parsed = await parseFlowchart(text, version);
        const meant = diagramOf([...waysOf(subject).flatMap(strokesOf), ...subject.context.map(unchangedStroke)]);
        expect(parsed.config).toEqual({});
        expect(parsed.subgraphs).toBe(1);
        expect(parsed.nodes).toHaveLength(meant.nodes.size);
        expect(parsed.edges).toHaveLength(meant.edges.size);
        const shown = parsed.nodes.map((node) => node.text);
        for (const { label } of meant.nodes.values())
          if (plain(label).length < 60) expect(shown).toContain(visible(plain(label)).trim());
        expect(text).toMatch(onlyStatements);
      }),
      { numRuns: 150 },
    );
  });
});

/** Generated ids, quoted labels of harmless characters, arrows, classes; nothing else can stand in a diagram. */
const onlyStatements = new RegExp(
  [
    '^flowchart LR\\n(?: *(?:',
    [
      'N[0-9A-Z]+[\\[({>/\\\\]+"[A-Za-z0-9 :/.#;-]*"[\\])}/\\\\]+',
      'subgraph CLUSTER\\["Kubernetes cluster"\\]',
      'end',
      'N[0-9A-Z]+ (?:==>|-->|-\\.->)(?:\\|"[A-Za-z0-9 :/.#;-]+"\\|)? N[0-9A-Z]+',
      'classDef [a-z]+ [a-z0-9:#,\\- ]+',
      'class [N0-9A-Z,]+ [a-z]+',
    ].join('|'),
    ')\\n)*$',
  ].join(''),
);

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
  const edgesIn = (text: string) => text.split('\n').filter((line) => /^ {2}N\w+ [=-]/.test(line)).length;

  test('are split by namespace', () => {
    const { diagrams, omitted } = mermaidDiagrams(
      verdict({ diff: diff({ added: many(30, (index) => (index % 2 === 0 ? 'shop' : 'mail')) }) }),
    );
    expect(diagrams.map(edgesIn)).toEqual([45, 45]);
    expect(diagrams[0]).not.toContain('mail/');
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
    expect(mermaidDiagrams(verdict({ diff: diff({ added }), findings })).diagrams[0]).toContain('web-1999');
  });

  test('have at most 20,000 characters together, whatever the names are', () => {
    const added = many(500, () => '日本'.repeat(100));
    const { diagrams } = mermaidDiagrams(verdict({ diff: diff({ added }), context: added }));
    expect(diagrams.length).toBeGreaterThan(0);
    expect(diagrams.join('').length).toBeLessThanOrEqual(20_000);
  });

  test('show neighbours only where there is room, and only those that touch what is shown', () => {
    const added = many(20, () => 'shop');
    const context = added.map((way) =>
      nodePort({ ...way, key: `node ${way.key}`, entry: { object: way.entry.object } }),
    );
    expect(mermaidDiagrams(verdict({ diff: diff({ added }), context })).diagrams.map(edgesIn)).toEqual([60]);
    const few = mermaidDiagrams(verdict({ diff: diff({ added: added.slice(0, 2) }), context }));
    expect(few.diagrams.map(edgesIn)).toEqual([2 * 3 + 2 * 2]);
  });

  test('in one piece stay below what Mermaid refuses to draw', async () => {
    const text = mermaid(verdict({ diff: diff({ added: many(2_000, () => 'shop') }) }));
    expect(edgesIn(text)).toBeGreaterThan(300);
    expect(text.length).toBeLessThan(45_000);
    await expect(parseFlowchart(text, 'mermaid11')).resolves.toBeDefined();
  });
});
