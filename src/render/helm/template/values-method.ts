import { type GoFunction, GoMap, NotSupported, type ParamType } from './value.ts';

/**
 * A method of the type that Helm gives to `.Values`, which goes before a key of the same name.
 * @see https://pkg.go.dev/helm.sh/helm/v4/pkg/chart/common#Values
 */
export function valuesMethod(values: GoMap, name: string): GoFunction | undefined {
  if (name === 'AsMap') return { params: [], call: () => new GoMap(values.entries, values.places) };
  const params = others.get(name);
  // No public chart was seen to call them.
  return params === undefined ? undefined : { params, call: () => notSupported(name) };
}

const others: ReadonlyMap<string, readonly ParamType[]> = new Map<string, readonly ParamType[]>([
  ['Encode', ['any']],
  ['PathValue', ['string']],
  ['Table', ['string']],
  ['YAML', []],
]);

function notSupported(name: string): never {
  throw new NotSupported(`.Values.${name}`);
}
