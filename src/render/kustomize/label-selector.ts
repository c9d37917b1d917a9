/**
 * Whether a selector in kubectl's words (`a=b,c!=d,e in (f, g),!h,i`) means these labels; undefined where it is none.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.31.0/pkg/labels/selector.go
 */
export function selectsLabels(selector: string, labels: ReadonlyMap<string, string>): boolean | undefined {
  const requirements = split(selector);
  let selects = true;
  for (const requirement of requirements) {
    const holds = meets(requirement.trim(), labels);
    if (holds === undefined) return undefined;
    selects &&= holds;
  }
  return selects;
}

/** At the commas outside parentheses. */
function split(selector: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of selector) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}

function meets(requirement: string, labels: ReadonlyMap<string, string>): boolean | undefined {
  const set = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(requirement);
  if (set !== null) {
    const [, key = '', how, list = ''] = set;
    const value = labels.get(key);
    const isIn = value !== undefined && list.split(',').some((one) => one.trim() === value);
    return how === 'in' ? isIn : !isIn;
  }
  const equal = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(requirement);
  if (equal !== null) return (labels.get(equal[1] ?? '') === equal[3]) === (equal[2] !== '!=');
  const exists = /^(!?)\s*([\w./-]+)$/.exec(requirement);
  return exists === null ? undefined : labels.has(exists[2] ?? '') !== (exists[1] === '!');
}
