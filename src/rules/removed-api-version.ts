import { flawRule } from './flaw-rule.ts';

export const removedApiVersion = flawRule({
  id: 'removed-api-version',
  severity: 'warning',
  summary: 'an API version that Kubernetes no longer serves',
});
