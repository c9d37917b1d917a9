import type { ProtectionFacts, RequiredCheck, RulesFacts } from '../doctor/facts.ts';

/** GitHub's resources, as far as they are read here. */
interface Rule {
  readonly type: string;
  readonly parameters?: object;
}

interface StatusChecks {
  readonly required_status_checks: readonly { readonly context: string; readonly integration_id?: number }[];
  readonly strict_required_status_checks_policy: boolean;
}

/**
 * The rules of every ruleset that is active on a branch; each of them has to be kept.
 * @see https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
 */
export function rulesFacts(rules: readonly Rule[]): RulesFacts {
  const asked = rules.flatMap(({ type, parameters }) =>
    // The type says what the parameters are.
    type === 'required_status_checks' && parameters !== undefined ? [parameters as StatusChecks] : [],
  );
  return {
    requiredChecks: asked
      .flatMap(({ required_status_checks: checks }) => checks)
      .map(({ context, integration_id: app }) => ({ name: context, source: app ?? 'any' })),
    isStrict: asked.some(({ strict_required_status_checks_policy: isStrict }) => isStrict),
    hasMergeQueue: rules.some(({ type }) => type === 'merge_queue'),
  };
}

interface Branch {
  readonly protected: boolean;
  /** GitHub's description promises it, an older server leaves it out. */
  readonly protection?: { readonly enabled?: boolean; readonly required_status_checks?: Shown };
}

interface Shown {
  readonly contexts: readonly string[];
  readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
  readonly strict?: boolean;
}

/**
 * What a branch tells of its protection to those who may read. A ruleset protects it as well, with that protection off.
 * @see https://docs.github.com/en/rest/branches/branches#get-a-branch
 */
export function protectionFacts({ protected: isProtected, protection }: Branch): ProtectionFacts {
  if (!isProtected || protection?.enabled === false) return { state: 'off' };
  const shown = protection?.required_status_checks;
  if (shown === undefined) return { state: 'hidden' };
  return { state: 'shown', requiredChecks: requiredIn(shown), isStrict: shown.strict };
}

/** An older server names the checks alone; no app, and -1, stand for anybody. */
function requiredIn({ contexts, checks }: Shown): readonly RequiredCheck[] {
  if (checks === undefined) return contexts.map((name) => ({ name, source: 'hidden' }));
  return checks.map(({ context, app_id: app }) => ({
    name: context,
    source: app === null || app === -1 ? 'any' : app,
  }));
}
