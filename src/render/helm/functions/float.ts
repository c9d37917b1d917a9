import { formatFloat } from '../template/float.ts';

/** A float64 as `%v` and go-yaml print it: 1e+06, 1.5, 1e-05. */
export const goFloat = (value: number): string => formatFloat(value, 'g');

/** As `encoding/json` writes it: without an exponent from 1e-6 up to 1e21, and `1e-7`. */
export function jsonFloat(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return formatFloat(value, 'f');
  return formatFloat(value, 'e').replace(/e-0(\d)$/, 'e-$1');
}
