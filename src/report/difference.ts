import type { Change, ChangedAttribute, Exposure } from '../exposure/exposure.ts';
import { classOf, matchOf } from '../exposure/route-key.ts';
import type { MeshControls } from '../graph/mesh/controls.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import type { Transport } from '../model/transport.ts';
import { admittedNamespaces, requestsWith } from '../rules/words.ts';
import { clientWords, entryWords, isEverybody, named, rangeWords, requestsTo, targetWords } from './words.ts';

/** What differs between the two sides of a way in: `clients 10.0.0.0/8 → everybody; node port 30001 → 30002`. */
export function differenceWords({ before, after, attributes, backends }: Change): Message {
  if (backends === 'gained') return say`also leads to ${targetWords(after)}`;
  if (backends === 'lost') return say`no longer leads to ${targetWords(before)}`;
  const told = attributes.map((attribute) => {
    const { of, side } = attributeWords[attribute];
    const sides = say`${side(before, after)} → ${side(after, before)}`;
    return of === '' ? sides : say`${literal(of)} ${sides}`;
  });
  // Renaming a Service changes what clients address and nothing that can be compared.
  return told.length === 0 ? say`was ${entryWords(before.entry)}` : joined(told, '; ');
}

interface AttributeWords {
  /** Empty where the sides say it themselves. */
  readonly of: string;
  readonly side: (exposure: Exposure, other: Exposure) => Message;
}

const attributeWords: Record<ChangedAttribute, AttributeWords> = {
  reach: { of: 'reach', side: clientWords },
  sources: { of: 'clients', side: clientsSide },
  transport: { of: '', side: transportSide },
  auth: { of: 'authentication', side: ({ auth }) => listed(auth) },
  match: { of: 'match', side: matchWords },
  policy: { of: 'network policy', side: policySide },
  mesh: { of: 'mesh', side: meshSide },
  active: { of: 'running', side: ({ active }) => literal(active) },
  port: { of: 'port', side: ({ entry }) => number(entry.port, 'any') },
  nodePort: { of: 'node port', side: ({ entry }) => number(entry.nodePort, 'chosen by the cluster') },
  target: { of: 'leads to', side: targetWords },
  class: { of: '', side: classSide },
  unit: { of: 'unit', side: ({ units }) => listed(units) },
  admits: {
    of: 'routes of',
    side: ({ entry }) => (entry.admits === undefined ? literal('nobody') : admittedNamespaces(entry.admits)),
  },
  object: { of: 'object', side: ({ entry }) => say`${named(entry.object)}` },
};

/** Ranges for all of IPv4 are everybody, unless IPv6 is all that differs. */
function clientsSide({ sources }: Exposure, other: Exposure): Message {
  const isFamily = isEverybody(sources) && sources.length > 0 && !sources.includes('::/0');
  return isFamily && isEverybody(other.sources) ? literal('everybody over IPv4') : rangeWords(sources);
}

function transportSide({ entry: { kind }, transport }: Exposure): Message {
  const isHttp = kind === 'http-route' || kind === 'listener' || kind === 'tunnel';
  return literal((isHttp ? httpWords : tlsWords)[transport]);
}

const httpWords: Readonly<Record<Transport, string>> = {
  passthrough: 'TLS passed through',
  'tls-only': 'HTTPS only',
  'tls+redirect': 'HTTPS with redirect',
  'tls+plaintext': 'HTTPS and HTTP',
  plaintext: 'HTTP',
  unknown: 'unknown transport',
};

const tlsWords: Readonly<Record<Transport, string>> = {
  ...httpWords,
  'tls-only': 'TLS only',
  'tls+redirect': 'TLS with redirect',
  'tls+plaintext': 'TLS and plaintext',
  plaintext: 'plaintext',
};

/** The listener of a gateway by its own name, which says what it is. */
function classSide({ key, entry: { door } }: Exposure): Message {
  const name = classOf(key);
  if (door !== undefined) return say`${name}`;
  return name === '' ? literal('the default class') : say`class ${name}`;
}

/** The key of a route says how its path is compared, which the address does not. */
function matchWords({ entry, key }: Exposure): Message {
  if (entry.address !== undefined) return say`${entry.address}`;
  return matchOf(key).startsWith('Exact') ? say`exactly ${requestsTo(entry)}` : requestsTo(entry);
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

const number = (value: number | undefined, unset: 'any' | 'chosen by the cluster'): Message =>
  value === undefined ? literal(unset) : say`${value}`;
