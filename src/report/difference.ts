import type { Change, ChangedAttribute, Exposure } from '../exposure/exposure.ts';
import { classOf, conditionsOf, matchOf } from '../exposure/route-key.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { clientWords, entryWords, named, rangeWords, targetWords } from './words.ts';

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
  active: { of: 'running', side: ({ active }) => literal(active) },
  port: { of: 'port', side: ({ entry }) => number(entry.port) },
  nodePort: { of: 'node port', side: ({ entry }) => number(entry.nodePort) },
  target: { of: 'leads to', side: targetWords },
  class: { of: 'class', side: ({ key }) => say`${classOf(key) || 'the default one'}` },
  unit: { of: 'unit', side: ({ units }) => say`${units.join(', ')}` },
  object: { of: 'object', side: ({ entry }) => say`${named(entry.object)}` },
};

/** The key of a route says how its path is compared, which the address does not. */
function matchWords({ entry, key }: Exposure): Message {
  if (entry.address !== undefined) return say`${entry.address}`;
  const address = say`${`${entry.host ?? '*'}${entry.path ?? ''}`}`;
  const place = matchOf(key).startsWith('Exact') ? say`exactly ${address}` : address;
  const conditions = conditionsOf(key);
  return conditions === '' ? place : say`${place} where ${conditions}`;
}

/** Who blocks a way is said at its end. */
function policySide({ policy: { state, sources = [] } }: Exposure): Message {
  return state === 'filtered' ? say`only ${listed(sources)}` : literal(state);
}

const number = (value: number | undefined): Message => (value === undefined ? literal('chosen later') : say`${value}`);

const listed = (values: readonly string[]): Message =>
  values.length === 0
    ? literal('none')
    : joined(
        values.map((value) => say`${value}`),
        ', ',
      );
