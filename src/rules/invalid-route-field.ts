import { flawRule } from './flaw-rule.ts';

export const invalidRouteField = flawRule({
  id: 'invalid-route-field',
  severity: 'error',
  summary: 'a host, path or backend that the API server refuses',
});
