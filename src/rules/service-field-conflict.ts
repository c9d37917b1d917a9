import { flawRule } from './flaw-rule.ts';

export const serviceFieldConflict = flawRule({
  id: 'service-field-conflict',
  severity: 'error',
  summary: "a field that the Service's type must not have",
});
