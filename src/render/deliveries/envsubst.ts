/**
 * A text with its `${NAME}` replaced as Flux does it: `${NAME:-default}` and the like, `$${NAME}` for the text itself, and
 * nothing for what has no value. What Flux could do beyond that is left as it is, a placeholder.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function substitute(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replaceAll(/\$?\$\{([^{}]*)\}/g, (whole, inside: string) =>
    whole.startsWith('$$') ? whole.slice(1) : (replacement(inside, lookUp) ?? whole),
  );
}

/** Undefined where the expression is of a form that is not read. */
function replacement(inside: string, lookUp: (name: string) => string | undefined): string | undefined {
  const [, name = '', operator = '', rest = ''] = /^([_a-zA-Z]\w*)(:?[-=]|\^\^?|,,?)?(.*)$/s.exec(inside) ?? [];
  if (name === '' || (operator === '' && rest !== '')) return undefined;
  const value = lookUp(name);
  if (operator === '') return value ?? '';
  const change = operators[operator];
  if (change !== undefined) return rest === '' ? change(value ?? '') : undefined;
  // With a colon an empty value counts as none.
  return value === undefined || (operator.startsWith(':') && value === '') ? rest : value;
}

const operators: Readonly<Record<string, (value: string) => string>> = {
  '^': (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
  '^^': (value) => value.toUpperCase(),
  ',': (value) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ',,': (value) => value.toLowerCase(),
};
