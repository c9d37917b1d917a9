import { compareAttributes } from './attributes.ts';
import type { Exposure } from './exposure.ts';
import { sameBackend } from './pair.ts';

/** A way in without the places where it is written: nothing else tells two of them apart. */
export type Form = Omit<Exposure, 'at' | 'because' | 'attributesAt' | 'publishedAs'>;

/** A form as plain data, to be kept and compared later: whom a listener admits is a text there. */
export interface KeptForm extends Form {
  readonly admits: string;
}

export const formOf = ({
  at: _at,
  because: _because,
  attributesAt: _attributesAt,
  publishedAs: _publishedAs,
  ...form
}: Exposure): Form => form;

export function keptForm(exposure: Exposure): KeptForm {
  const { entry, ...form } = formOf(exposure);
  const { admits, ...plain } = entry;
  return { ...form, entry: plain, admits: admits === undefined ? '' : textOf(admits) };
}

/** Equal for what is equal, wherever it is written. JSON knows no maps. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'at') return undefined;
    return inner instanceof Map ? [...inner].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) : inner;
  });

/** Does the way, as it is now, let in nobody and lead nowhere that it did not then, in no unit that it was not in? */
export function isWithin(now: KeptForm, then: KeptForm): boolean {
  if (now.key !== then.key || now.admits !== then.admits || !sameBackend(then, now)) return false;
  // Behind what this repository does not show, only the Service and its selector tell where it leads.
  if (now.target === undefined && lastHop(now) !== lastHop(then)) return false;
  if (!now.units.every((unit) => then.units.includes(unit))) return false;
  const { up, sideways } = compareAttributes(then, now);
  return up.length === 0 && sideways.length === 0;
}

function lastHop({ hops }: KeptForm): string {
  const { kind, namespace, name, selector } = hops.at(-1) ?? {};
  return JSON.stringify([kind, namespace, name, selector]);
}
