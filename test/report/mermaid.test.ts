import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, type Message, plain } from '../../src/model/message.ts';
import { type Diagram, diagramOf, strokesOf, unchangedStroke } from '../../src/report/diagram.ts';
import { edgeLooks } from '../../src/report/edge-looks.ts';
import { mermaidDiagrams, wholeDiagrams } from '../../src/report/mermaid.ts';
import { mermaidFile } from '../../src/report/mermaid-file.ts';
import { mermaidLabel } from '../../src/report/mermaid-label.ts';
import { visible } from '../../src/report/visible.ts';
import { waysOf } from '../../src/report/ways.ts';
import { change, diff, exposure, ingress, nodePort, verdict } from '../support/build.ts';
import { hostile } from '../support/hostile.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';
import { type ParsedFlowchart, parseFlowchart, versions } from '../support/mermaid.ts';
import { portMappings } from '../support/port-mappings.ts';

/** Edges as people read them: `internet =new=> LoadBalancer shop/web:80`; thick and dashed is `≈`, thin and dashed `~`, crossed `x`. */
const read = ({ nodes, edges }: ParsedFlowchart): readonly string[] => {
  const texts = new Map(nodes.map(({ id, text }) => [id, text]));
  const whole = { thick: '=', dotted: '.', normal: '-' } as Readonly<Record<string, string>>;
  const dashed = { thick: '≈', dotted: '.', normal: '~' } as Readonly<Record<string, string>>;
  return edges.map(({ start, end, text, stroke, type, style }) => {
    const line = (style.join().includes('dasharray') ? dashed : whole)[stroke] ?? stroke;
    return `${texts.get(start)} ${line}${text}${line}${type === 'arrow_cross' ? 'x' : '>'} ${texts.get(end)}`;
  });
};

describe.each(versions)('a diagram, as %s reads it', (version) => {
  const edgesOf = async (over: Parameters<typeof verdict>[0]) =>
    read(await parseFlowchart(mermaidFile(wholeDiagrams(verdict(over))), version));

  test('leads from the client over entry and Service port to the container', async () => {
    expect(await edgesOf({ diff: diff({ added: [exposure()] }) })).toEqual([
      'internet =new=> LoadBalancer shop/web:80',
      'LoadBalancer shop/web:80 ==> Service shop/web port 80',
      'Service shop/web port 80 =targetPort http=> Deployment shop/web container web port 8080',
    ]);
  });

  test('crosses what policies block, where it reaches the pods, and names the clients whom they let through', async () => {
    const blocked = exposure({
      policy: { state: 'blocked', by: [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' }] },
    });
    expect((await edgesOf({ diff: diff({ added: [blocked] }) })).at(-1)).toBe(
      'Service shop/web port 80 =targetPort http, blocked by NetworkPolicy shop/deny=x Deployment shop/web container web port 8080',
    );
    const filtered = exposure({ policy: { state: 'filtered', by: [], sources: ['10.0.0.0/8'] } });
    expect((await edgesOf({ diff: diff({ removed: [filtered] }) })).at(-1)).toBe(
      'Service shop/web port 80 .targetPort http, policies admit only 10.0.0.0/8.> Deployment shop/web container web port 8080',
    );
    const closed = await edgesOf({ diff: diff({ removed: [blocked] }), context: [] });
    expect(closed.at(-1)).toContain('.x Deployment shop/web');
  });

  test('draws closed ways dotted, and unchanged neighbors thin', async () => {
    const edges = await edgesOf({ diff: diff({ removed: [exposure()] }), context: [ingress()] });
    expect(edges).toEqual([
      'internet .closed.> LoadBalancer shop/web:80',
      'LoadBalancer shop/web:80 ..> Service shop/web port 80',
      'Service shop/web port 80 -targetPort http-> Deployment shop/web container web port 8080',
      'internet --> Ingress shop/site web.example.com/',
      'Ingress shop/site web.example.com/ --> Service shop/web port 80',
    ]);
  });

  test('draws what was widened once, dashed, with the difference', async () => {
    const pair = change(exposure({ sources: ['10.0.0.0/8'] }), exposure(), 'sources');
    expect(await edgesOf({ diff: diff({ widened: [pair] }) })).toEqual([
      'internet ≈widened: clients 10.0.0.0/8 → everybody≈> LoadBalancer shop/web:80',
      'LoadBalancer shop/web:80 ≈≈> Service shop/web port 80',
      'Service shop/web port 80 ≈targetPort http≈> Deployment shop/web container web port 8080',
    ]);
  });

  test('dots where clients came from before other ones could', async () => {
    const pair = change(exposure({ reach: 'private' }), exposure(), 'reach');
    expect((await edgesOf({ diff: diff({ widened: [pair] }) })).slice(0, 2)).toEqual([
      'private network .before.> LoadBalancer shop/web:80',
      'internet ≈widened: reach private network → internet≈> LoadBalancer shop/web:80',
    ]);
    expect(
      (await edgesOf({ diff: diff({ narrowed: [{ ...pair, before: pair.after, after: pair.before }] }) }))[1],
    ).toBe('private network ~narrowed: reach internet → private network~> LoadBalancer shop/web:80');
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
      'port mapping 8080 of kind cluster dev ==> NodePort 30001',
      'whoever reaches a node =new=> NodePort 30001',
    ]);
    expect(edges.filter((edge) => edge.startsWith('NodePort 30001 '))).toHaveLength(1);
  });

  test('says so where there is nothing to draw', async () => {
    expect(
      (await parseFlowchart(mermaidFile(wholeDiagrams(verdict())), version)).nodes.map(({ text }) => text),
    ).toEqual(['nothing to draw']);
    expect(mermaidDiagrams(verdict())).toEqual({ diagrams: [], omitted: 0 });
  });

  test('says in which unit where one address is two ways', async () => {
    const [production, staging] = [
      exposure({ units: ['overlays/production'] }),
      exposure({ units: ['overlays/staging', 'overlays/test'], reach: 'private' }),
    ];
    const edges = await edgesOf({ diff: diff({ added: [production, staging] }) });
    expect(edges.filter((edge) => edge.endsWith('> LoadBalancer shop/web:80'))).toEqual([
      'internet =new in overlays/production=> LoadBalancer shop/web:80',
      'private network =new in overlays/staging and 1 more=> LoadBalancer shop/web:80',
    ]);
  });

  test('draws every way to the same pods next to each other, and their ports in one box', async () => {
    const host = exposure({
      key: 'host',
      hops: [],
      entry: { kind: 'host-port', object: { kind: 'Deployment', namespace: 'shop', name: 'web' }, port: 80 },
      target: { kind: 'Deployment', namespace: 'shop', name: 'web', port: 80, protocol: 'TCP', container: 'proxy' },
    });
    const sides = [
      { diff: diff({ added: [host, nodePort()] }), context: [ingress()] },
      { diff: diff({ added: [ingress()] }), context: [host, nodePort()] },
    ];
    for (const side of sides) {
      const parsed = await parseFlowchart(mermaidFile(wholeDiagrams(verdict(side))), version);
      expect(parsed.subgraphs.toSorted()).toEqual(['Deployment shop/web', 'Kubernetes cluster']);
      expect(parsed.nodes.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          'hostPort 80 of Deployment shop/web',
          'NodePort 30080',
          'Ingress shop/site web.example.com/',
          'container proxy port 80',
          'container web port 8080',
        ]),
      );
    }
  });

  // 150 verdicts of 37 texts for each version are more than 10,000 texts.
  test('has exactly the nodes and edges meant, whatever things are called', { timeout: 120_000 }, async () => {
    const texts = fc.uniqueArray(hostile, { minLength: slots, maxLength: slots });
    await fc.assert(
      fc.asyncProperty(texts, async (names) => {
        const subject = verdictOf(names);
        const text = mermaidFile(wholeDiagrams(subject));
        const parsed = await parseFlowchart(text, version);
        const meant = diagramOf([
          ...[...strokesOf(waysOf(subject)).values()].flat(),
          ...subject.context.map(unchangedStroke),
        ]);
        expect(parsed.config).toEqual({});
        expect(parsed.subgraphs).toHaveLength(2);
        expect(graphOf(parsed)).toEqual(graphMeant(meant));
        const shown = [...parsed.nodes.map((node) => node.text), ...parsed.subgraphs];
        for (const { label, pods } of meant.nodes.values())
          for (const part of pods === undefined ? [label] : [pods.workload, pods.port])
            if (plain(part).length < 60) expect(shown.map(squeezed)).toContain(squeezed(visible(plain(part))));
        expect(text).toMatch(onlyStatements);
      }),
      { numRuns: 150 },
    );
  });
});

/** Every edge with the labels of its ends, its own and its look; nodes without an edge stand alone. */
const graphOf = ({ nodes, edges }: ParsedFlowchart): readonly string[] => {
  const texts = new Map(nodes.map(({ id, text }) => [id, squeezed(text)]));
  const ends = new Set(edges.flatMap(({ start, end }) => [start, end]));
  return [
    ...nodes.filter(({ id }) => !ends.has(id)).map(({ text }) => text),
    ...edges.map(({ start, end, text, stroke, style }) =>
      JSON.stringify([texts.get(start), squeezed(text), texts.get(end), stroke, style.join()]),
    ),
  ].toSorted();
};

const strokeNames = { '==>': 'thick', '-->': 'normal', '-.->': 'dotted' } as const;

const graphMeant = ({ nodes, edges }: Diagram): readonly string[] => {
  const texts = new Map(
    [...nodes].map(([key, { label, pods }]) => [key, squeezed(shownLabel(pods === undefined ? label : pods.port))]),
  );
  return [...edges.values()]
    .map(({ from, to, notes, label, state }) => {
      const text = [joined([...notes.values()], ', '), label].filter((part) => plain(part) !== '');
      const { arrow, stroke } = edgeLooks[state];
      return JSON.stringify([
        texts.get(from),
        squeezed(shownLabel(joined(text, ' '))),
        texts.get(to),
        strokeNames[arrow],
        stroke,
      ]);
    })
    .toSorted();
};

/** A label as a reader sees it. */
const shownLabel = (message: Message): string =>
  mermaidLabel(message)
    .slice(1, -1)
    .replace(/#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)));

/** Mermaid trims. */
const squeezed = (text: string): string => text.trim();

/** Generated ids, quoted labels of harmless characters, arrows, looks; nothing else can stand in a diagram. */
const onlyStatements = new RegExp(
  [
    '^flowchart LR\\n(?: *(?:',
    [
      'N[0-9A-Z]+[\\[({>/\\\\]+"[A-Za-z0-9 :/.#;-]*"[\\])}/\\\\]+',
      'subgraph CLUSTER\\["Kubernetes cluster"\\]',
      'subgraph P[0-9]+\\["[A-Za-z0-9 :/.#;-]*"\\]',
      'end',
      'N[0-9A-Z]+ (?:==>|-->|-\\.->)(?:\\|"[A-Za-z0-9 :/.#;-]+"\\|)? N[0-9A-Z]+',
      'linkStyle [0-9,]+ [a-z0-9:#,\\- ]+',
      'classDef [a-z]+ [a-z0-9:#,\\- ]+',
      'class [NP0-9A-Z,]+ [a-z]+',
    ].join('|'),
    ')\\n)*$',
  ].join(''),
);
