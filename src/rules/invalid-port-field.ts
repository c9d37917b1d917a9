import { flawRule } from './flaw-rule.ts';

export const invalidPortField = flawRule({
  id: 'invalid-port-field',
  severity: 'error',
  summary: 'a port, its name or protocol the API server refuses',
});
