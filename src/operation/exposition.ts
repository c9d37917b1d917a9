/**
 * Prometheus' text format, as much of it as we use. The usual package for it, prom-client, brings three others along
 * (tracing and quantile sketches) for what is here a page.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export interface Family {
  /** Without the line break at its end. */
  text(): string;
}

export type Labels = Readonly<Record<string, string>>;

export interface Counter extends Family {
  add(labels?: Labels, by?: number): void;
}

export interface Histogram extends Family {
  observe(value: number): void;
}

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

export const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** A sum of each set of labels; without labels it is there from the beginning, so that a first step is seen as one. */
export function counter(name: string, help: string, labelled: 'labelled' | 'plain' = 'labelled'): Counter {
  const sums = new Map<string, number>(labelled === 'plain' ? [['', 0]] : []);
  return {
    add: (labels = {}, by = 1) => {
      const key = labelText(labels);
      sums.set(key, (sums.get(key) ?? 0) + by);
    },
    text: () =>
      family(
        name,
        help,
        'counter',
        [...sums].map(([labels, value]) => `${name}${labels} ${value}`),
      ),
  };
}

/** Read whenever somebody asks. */
export function gauge(name: string, help: string, read: () => readonly Sample[]): Family {
  const line = ({ labels = {}, value }: Sample): string => `${name}${labelText(labels)} ${value}`;
  return { text: () => family(name, help, 'gauge', read().map(line)) };
}

/** @param bounds the buckets' upper bounds, rising */
export function histogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const counts = bounds.map(() => 0);
  let [count, sum] = [0, 0];
  const bucket = (bound: number | string, value: number): string => `${name}_bucket{le="${bound}"} ${value}`;
  return {
    observe: (value) => {
      count++;
      sum += value;
      // Each bucket counts what is below its bound, so a value is in all that are wide enough.
      for (const [index, bound] of bounds.entries()) if (value <= bound) counts[index] = (counts[index] ?? 0) + 1;
    },
    text: () =>
      family(name, help, 'histogram', [
        ...bounds.map((bound, index) => bucket(bound, counts[index] ?? 0)),
        bucket('+Inf', count),
        `${name}_sum ${sum}`,
        `${name}_count ${count}`,
      ]),
  };
}

const family = (name: string, help: string, type: string, lines: readonly string[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeOf)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeOf = (character: string): string => (character === '\n' ? '\\n' : `\\${character}`);
