import type { PortRange } from '../../model/port.ts';

/** Ports of one protocol: ranges in order, none touching the next. */
export type Ports = readonly PortRange[];

export const noPort: Ports = [];
export const everyPort: Ports = [{ first: 1, last: 65_535 }];

export function union(...all: readonly Ports[]): Ports {
  // Most unions are of nothing or of one range: there are as many as pairs of classes.
  const filled = all.filter((ports) => ports.length > 0);
  const [only = noPort] = filled;
  if (filled.length < 2 && only.length < 2) return only;
  const out: PortRange[] = [];
  for (const range of filled.flat().sort((a, b) => a.first - b.first)) {
    const last = out.at(-1);
    if (last === undefined || range.first > last.last + 1) out.push(range);
    else if (range.last > last.last) out[out.length - 1] = { first: last.first, last: range.last };
  }
  return out;
}

export const intersection = (a: Ports, b: Ports): Ports =>
  a.flatMap((one) =>
    b.flatMap((other) => {
      const [first, last] = [Math.max(one.first, other.first), Math.min(one.last, other.last)];
      return first <= last ? [{ first, last }] : [];
    }),
  );

export function without(a: Ports, b: Ports): Ports {
  if (a.length === 0 || b.length === 0) return a;
  const holes = union(b);
  const gaps = [
    { first: 1, last: (holes[0]?.first ?? 1) - 1 },
    ...holes.map(({ last }, index) => ({ first: last + 1, last: (holes[index + 1]?.first ?? 65_536) - 1 })),
  ];
  return intersection(
    a,
    gaps.filter(({ first, last }) => first <= last),
  );
}

export const includesPort = (ports: Ports, port: number): boolean =>
  ports.some(({ first, last }) => first <= port && port <= last);
