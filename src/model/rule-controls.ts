import type { RuleControls } from './resource.ts';
import { transports } from './transport.ts';

/**
 * The controls of a rule within those of what holds it. It may let other clients in, may spare them a login, and may
 * take them unencrypted where they would not be; what it does not speak of stays as it is.
 */
export function controlsWithin(outer: RuleControls, inner: RuleControls): RuleControls {
  const spares = inner.spares ?? [];
  return {
    sources: inner.sources.length > 0 ? inner.sources : outer.sources,
    auth: [...outer.auth.filter(({ value }) => !spares.some((one) => value.startsWith(one))), ...inner.auth],
    transport: [outer.transport, inner.transport]
      .filter((one) => one !== undefined)
      .toSorted((a, b) => transports.indexOf(b.value) - transports.indexOf(a.value))[0],
  };
}
