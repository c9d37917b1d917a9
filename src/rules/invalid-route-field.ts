import { flawRule } from './flaw-rule.ts';

export const invalidRouteField = flawRule({
  id: 'invalid-route-field',
  severity: 'error',
  summary: 'a host or path of an Ingress that no API server takes',
});
