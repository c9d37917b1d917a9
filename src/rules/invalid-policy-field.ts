import { flawRule } from './flaw-rule.ts';

export const invalidPolicyField = flawRule({
  id: 'invalid-policy-field',
  severity: 'error',
  summary: 'a NetworkPolicy that the API server refuses',
});
