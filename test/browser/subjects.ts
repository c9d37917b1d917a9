import type { Verdict } from '../../src/report/report.ts';
import { change, diff, exposure, finding, ingress, nodePort, verdict } from '../support/build.ts';
import { portMappings } from '../support/port-mappings.ts';

/** Something new, closed, widened and unchanged. */
export const everyState: Verdict = verdict({
  conclusion: 'failure',
  title: '1 blocking · 1 new way in, 1 closed, 1 widened',
  diff: diff({
    added: [exposure({ sources: ['203.0.113.0/24'] }), nodePort()],
    removed: [ingress({ key: 'closed', entry: { host: 'old.example.com' } })],
    widened: [change(ingress({ sources: ['10.0.0.0/8'] }), ingress(), 'sources')],
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

/** What is drawn, by the name of its picture. */
export const subjects: Readonly<Record<string, Verdict>> = { ...portMappings, 'every-state': everyState, awkward };
