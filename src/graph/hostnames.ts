/**
 * The hosts that two patterns have in common, as the narrower of them says it; undefined where there are none. A
 * wildcard stands for one label or more, and never for the bare domain: the rule of Gateway API and Istio, not that of
 * an Ingress.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#hostname
 */
export function commonHost(one: string, other: string): string | undefined {
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}

/** Is every host of `narrow` one of `wide`? */
export function covers(wide: string, narrow: string): boolean {
  const [pattern, host] = [wide.toLowerCase(), narrow.toLowerCase()];
  if (pattern === '*' || pattern === host) return true;
  return pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
}
