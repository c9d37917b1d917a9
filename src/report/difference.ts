import type { Change, ChangedAttribute, Exposure } from '../exposure/exposure.ts';
import { classOf, matchOf } from '../exposure/route-key.ts';
import type { MeshControls } from '../graph/mesh/controls.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { admittedNamespaces, requestsWith } from '../rules/words.ts';
import { address, clientWords, entryWords, named, rangeWords, targetWords } from './words.ts';

/** What differs between the two sides of a way in: `clients 10.0.0.0/8 → everybody; node port 30001 → 30002`. */
export function differenceWords({ before, after, attributes, backends }: Change): Message {
  if (backends === 'gained') return say`also leads to ${targetWords(after)}`;
  if (backends === 'lost') return say`no longer leads to ${targetWords(before)}`;
  const told = attributes.map((attribute) => {
    const words = attributeWords[attribute];
    return say`${literal(words.of)} ${words.side(before)} → ${words.side(after)}`;
  });
  // Renaming a Service changes what clients address and nothing that can be compared.
  return told.length === 0 ? say`was ${entryWords(before.entry)}` : joined(told, '; ');
}

interface AttributeWords {
  readonly of: string;
  readonly side: (exposure: Exposure) => Message;
}

const attributeWords: Record<ChangedAttribute, AttributeWords> = {
  reach: { of: 'reach', side: clientWords },
  sources: { of: 'clients', side: ({ sources }) => rangeWords(sources) },
  transport: { of: 'transport', side: ({ transport }) => literal(transport) },
  auth: { of: 'authentication', side: ({ auth }) => listed(auth) },
  match: { of: 'match', side: matchWords },
  policy: { of: 'network policy', side: policySide },
  mesh: { of: 'mesh', side: meshSide },
  active: { of: 'running', side: ({ active }) => literal(active) },
  port: { of: 'port', side: ({ entry }) => number(entry.port) },
  nodePort: { of: 'node port', side: ({ entry }) => number(entry.nodePort) },
  target: { of: 'leads to', side: targetWords },
  class: { of: 'class', side: ({ key }) => say`${classOf(key) || 'the default one'}` },
  unit: { of: 'unit', side: ({ units }) => listed(units) },
  admits: {
    of: 'routes of',
    side: ({ entry }) => (entry.admits === undefined ? literal('nobody') : admittedNamespaces(entry.admits)),
  },
  object: { of: 'object', side: ({ entry }) => say`${named(entry.object)}` },
};

/** The key of a route says how its path is compared, which the address does not. */
function matchWords({ entry, key }: Exposure): Message {
  if (entry.address !== undefined) return say`${entry.address}`;
  return matchOf(key).startsWith('Exact') ? say`exactly ${address(entry)}` : address(entry);
}

/** Who blocks a way is said at its end. */
function policySide({ policy: { state, sources = [] } }: Exposure): Message {
  return state === 'filtered' ? say`only ${listed(sources)}` : literal(state);
}

/** What is asked at the gateway, and then at the pods. */
function meshSide({ mesh }: Exposure): Message {
  const asked = [mesh?.door, mesh?.workload].flatMap((layer) => (layer === undefined ? [] : meshWords(layer)));
  return asked.length === 0 ? literal('none') : joined(asked, ', ');
}

function meshWords({ mtls, allowed, denied, asked, tokensBy }: MeshControls): readonly Message[] {
  const parts = [
    ['allows requests', allowed ?? []],
    ['denies requests', denied],
    ['asks about requests', asked],
  ] as const;
  return [
    ...(mtls === undefined ? [] : [literal(`mutual TLS ${mtls.mode}`)]),
    ...(allowed?.length === 0 ? [literal('allows nothing')] : []),
    ...parts.flatMap(([word, all]) =>
      all.length === 0 ? [] : say`${literal(word)} ${requestsWith(all.map(({ needs }) => needs))}`,
    ),
    ...(tokensBy.length === 0 ? [] : [literal('verifies tokens')]),
  ];
}

const number = (value: number | undefined): Message => (value === undefined ? literal('chosen later') : say`${value}`);
