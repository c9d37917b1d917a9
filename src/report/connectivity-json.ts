import type { End, Row } from '../graph/policy/connectivity.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import { type Ports, union } from '../graph/policy/ports.ts';
import type { Answer } from '../graph/policy/question.ts';
import { formatAddress } from '../model/cidr.ts';
import { type Protocol, protocols } from '../model/port.ts';
import { describe } from '../model/resource.ts';
import { byText } from '../model/source.ts';

/** `[source, destination, { TCP: [[1, 65535]] }]`, ports as closed intervals. */
export type ConnectivityRow = readonly [
  source: string,
  destination: string,
  ports: Readonly<Partial<Record<Protocol, readonly (readonly [number, number])[]>>>,
];

/**
 * `portcullis connectivity --format json`: a row for each pair that may connect, sorted, so that two outputs can be
 * compared line by line. Pods of one owner are their owner, and what it sends to itself is left out.
 */
export function connectivityJson(rows: Iterable<Row>): readonly ConnectivityRow[] {
  const found = new Map<string, { readonly ends: readonly [string, string]; ports: Row['ports'] }>();
  for (const { source, destination, ports } of rows) {
    const ends = [nameOf(source), nameOf(destination)] as const;
    if (ends[0] === ends[1]) continue;
    const key = ends.join('\n');
    const known = found.get(key);
    found.set(key, { ends, ports: known === undefined ? ports : both(known.ports, ports) });
  }
  return [...found].sort(([a], [b]) => byText(a, b)).map(([, { ends, ports }]) => [...ends, written(ports)]);
}

/** The answer to one question, with what each policy says in the order in which they are asked. */
export const answerJson = ({ isAllowed, reasons }: Answer): unknown => ({
  allowed: isAllowed,
  reasons: reasons.map(({ at, policy, rule, says }) => ({
    end: at,
    policy: describe(policy.id),
    at: policy.at,
    rule,
    says,
  })),
});

/** `namespace/name[Kind]`, or `a.b.c.d-e.f.g.h[External]`. */
export function nameOf(end: End): string {
  if (end.end === 'addresses') return `${formatAddress(end.first)}-${formatAddress(end.last)}[External]`;
  const { id, owner } = end.workload;
  return `${namespaceOf(id)}/${owner?.name ?? id.name}[${owner?.kind ?? id.kind}]`;
}

const both = (a: Row['ports'], b: Row['ports']): Row['ports'] =>
  new Map(protocols.map((protocol) => [protocol, union(a.get(protocol) ?? [], b.get(protocol) ?? [])]));

const written = (ports: Row['ports']): ConnectivityRow[2] =>
  Object.fromEntries(
    [...ports].filter(([, ranges]) => ranges.length > 0).map(([protocol, ranges]) => [protocol, pairs(ranges)]),
  );

const pairs = (ranges: Ports): readonly (readonly [number, number])[] => ranges.map(({ first, last }) => [first, last]);
