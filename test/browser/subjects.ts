import { join } from 'node:path';
import type { Verdict } from '../../src/report/report.ts';
import { change, diff, exposure, finding, ingress, nodePort, verdict } from '../support/build.ts';
import { caseFolders, casesRoot } from '../support/cases.ts';
import { folderTree } from '../support/folder-tree.ts';
import { judged } from '../support/judged.ts';
import { portMappings } from '../support/port-mappings.ts';

const api = [{ kind: 'Service', namespace: 'shop', name: 'api', port: 80, targetPort: 'http' }];

/** Something new, closed, widened, narrowed, rerouted and unchanged. */
export const everyState: Verdict = verdict({
  conclusion: 'failure',
  title: '1 blocking · 1 new way in, 1 closed, 2 widened, 1 narrowed, 1 rerouted',
  diff: diff({
    added: [exposure({ sources: ['203.0.113.0/24'] }), nodePort()],
    removed: [ingress({ key: 'closed', entry: { host: 'old.example.com' } })],
    widened: [
      change(ingress({ sources: ['10.0.0.0/8'] }), ingress(), 'sources'),
      change(
        exposure({ key: 'lb', reach: 'private', entry: { port: 443 } }),
        exposure({ key: 'lb', entry: { port: 443 } }),
        'reach',
      ),
    ],
    narrowed: [
      change(
        ingress({ key: 'admin', entry: { host: 'admin.example.com' } }),
        ingress({ key: 'admin', entry: { host: 'admin.example.com' }, auth: ['basic'] }),
        'auth',
      ),
    ],
    rerouted: [
      change(
        ingress({ key: 'api', entry: { host: 'api.example.com' } }),
        ingress({ key: 'api', entry: { host: 'api.example.com' }, hops: api }),
        'target',
      ),
    ],
  }),
  findings: [finding()],
  context: [nodePort({ key: 'near', entry: { nodePort: 30_999 } })],
});

/** Names in which a renderer could see Markdown, HTML, entities, links, styles or syntax of its own. */
const awkwardNames: readonly string[] = [
  'www.example.com',
  '*.example.com',
  '_a_b_',
  '**bold**',
  '<b>x</b>',
  '&lt;i&gt;',
  '#35;',
  '"quoted"',
  '`code`',
  'style:#1;x',
  'classDef x fill:#fff;',
  'https://example.com',
  'me@example.com',
  '日本 😀',
  'a\nb',
  '\u202eevil',
  'x|y]',
  '- item',
  '1. item',
  '$x$',
  'fa:fa-car',
  '\\u0041',
];

const awkward = verdict({
  diff: diff({
    added: awkwardNames.map((name, index) =>
      ingress({
        key: `${index}`,
        entry: { host: name, path: '/*_*', object: { kind: name, namespace: undefined, name } },
      }),
    ),
  }),
});

const longNames = verdict({
  diff: diff({
    added: [40, 60, 80, 253].map((length) =>
      ingress({
        key: `${length}`,
        entry: {
          host: `${'a'.repeat(length)}.example.com`,
          object: { kind: 'Ingress', namespace: 'a-namespace-with-a-long-name', name: 'b'.repeat(63) },
        },
        sources: ['203.0.113.0/24', '2001:db8:1234:5678::/64', '198.51.100.0/24', '192.0.2.0/24'],
      }),
    ),
  }),
});

/** Three namespaces with more ways than one diagram has room for, an Ingress beside an unchanged node port in each. */
const large = verdict({
  title: '48 new ways in',
  diff: diff({ added: ['shop', 'mail', 'news'].flatMap((namespace) => waysIn(namespace, 16)) }),
  context: ['shop', 'mail', 'news'].flatMap((namespace) =>
    waysIn(namespace, 2).map((way, index) =>
      nodePort({
        ...way,
        key: `node ${way.key}`,
        entry: {
          object: { kind: 'Service', namespace, name: `web-${index}` },
          nodePort: 30_100 + index,
        },
      }),
    ),
  ),
});

function waysIn(namespace: string, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const web = { namespace, name: `web-${index}` };
    return ingress({
      key: `${namespace} ${index}`,
      entry: { object: { kind: 'Ingress', namespace, name: 'site' }, host: `${web.name}.${namespace}.example.com` },
      hops: [{ ...web, kind: 'Service', port: 80, targetPort: 'http' }],
      target: { ...web, kind: 'Deployment', port: 8080, protocol: 'TCP', container: 'web' },
    });
  });
}

/** What is drawn, by the name of its picture: the seed's scenarios, and what may be hard to draw. */
export const subjects = (): Readonly<Record<string, Verdict>> => ({
  ...seedScenarios(),
  ...portMappings,
  'every-state': everyState,
  'long-names': longNames,
  awkward,
  large,
});

const seedScenarios = (): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(
    caseFolders()
      .filter(({ path }) => path.startsWith('seed/scenario-'))
      .map(({ path }) => {
        const side = (name: string) => folderTree(join(casesRoot, path, name));
        return [path.slice('seed/'.length), judged(side('base'), side('head'))];
      }),
  );

/** What whole comments are drawn of. */
export const comments: Readonly<Record<string, Verdict>> = {
  comment: everyState,
  'comment-large': large,
};
