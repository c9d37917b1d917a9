import type { Role } from '../model/resource.ts';
import { byText } from '../model/source.ts';

/** Equal for roles that do the same, wherever they are written. */
export const meaningOf = (roles: readonly Role[]): string => JSON.stringify(roles, withoutPlaces);

function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'at' || key.endsWith('At') || key === 'because') return undefined;
  return value instanceof Map ? [...value].sort(([a], [b]) => byText(String(a), String(b))) : value;
}
