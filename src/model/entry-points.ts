import { isPlaceholder } from './placeholder.ts';
import type { Transport } from './transport.ts';

/** The ports of Traefik by the names of its chart: `web` is port 80, `websecure` port 443 with TLS. */
const isSecure = (name: string): boolean => /secure|https|tls/i.test(name);
const isPlain = (name: string): boolean => /^(web|http)$/i.test(name);

/** The ports that everybody has, under their usual names. */
export const isUsualEntryPoint = (name: string): boolean => /^(web|websecure|http|https)$/i.test(name);

/** How these entry points are talked to; an entry point of another name may be either. Undefined where none is named. */
export function entryPointTransport(names: readonly string[]): Transport | undefined {
  if (names.length === 0) return undefined;
  if (names.every(isSecure)) return 'tls-only';
  if (names.some(isSecure)) return 'tls+plaintext';
  return names.every(isPlain) ? 'plaintext' : names.some(isPlaceholder) ? 'unknown' : undefined;
}
