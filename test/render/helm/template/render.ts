import { Budget, type Limits } from '../../../../src/render/helm/template/budget.ts';
import { execute } from '../../../../src/render/helm/template/execute.ts';
import { parseTemplates, type TemplateFile } from '../../../../src/render/helm/template/template-set.ts';
import type { Text } from '../../../../src/render/helm/template/text.ts';
import {
  type GoFunction,
  GoInt,
  GoMap,
  type GoObject,
  isText,
  known,
  NotSupported,
  TemplateError,
  type Value,
} from '../../../../src/render/helm/template/value.ts';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** Each key stands on a line of its own, in the order of the maps: `values.yaml:1` and so on. */
export function valuesOf(plain: Plain): Value {
  let line = 0;
  const read = (value: Plain): Value => {
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return value.map(read);
    const map = new GoMap();
    for (const [key, inner] of Object.entries(value)) {
      line += 1;
      map.places.set(key, { path: 'values.yaml', line, column: 1 });
      map.entries.set(key, read(inner));
    }
    return map;
  };
  return read(plain);
}

const isList = (plain: object): plain is readonly Plain[] => Array.isArray(plain);

export interface Given {
  readonly values?: Plain;
  readonly files?: readonly TemplateFile[];
  readonly limits?: Limits;
}

/** What `chart/templates/x.yaml` prints when it holds this text; throws where Helm would stop. */
export function printed(text: string, { values = {}, files = [], limits }: Given = {}): Text {
  const path = 'chart/templates/x.yaml';
  const { templates, problems } = parseTemplates([...files, { path, text }], functions);
  const [problem] = problems;
  if (problem !== undefined) throw new TemplateError(problem.said);
  const data = new GoMap(
    new Map<string, Value>([
      ['Values', valuesOf(values)],
      ['Version', version],
      ['Helm', new GoMap(new Map([['Values', new GoMap(new Map([['a', 1]]), new Map(), 'values')]]))],
    ]),
  );
  return execute(templates, path, data, functions, new Budget(limits));
}

/** What it prints, or the words that Helm stops with. */
export function rendered(text: string, values: Plain = {}): string {
  try {
    return String(printed(text, { values }));
  } catch (error) {
    if (error instanceof TemplateError) return `error: ${error.message}`;
    throw error;
  }
}

/** The last words of the error alone. */
export const refusal = (text: string, values: Plain = {}): string =>
  rendered(text, values).replace(/^error: .*<[\s\S]*?>: /, 'error: ');

const string = (value: Value | undefined): string => (value !== undefined && isText(value) ? String(value) : '');

/** An object like `.Capabilities.KubeVersion`. */
const version: GoObject = {
  type: '*chart.Version',
  field: (name) => (name === 'Major' ? '1' : undefined),
  method: (name) =>
    name === 'Compare'
      ? {
          params: ['string', 'int'],
          call: ([other, count]) => `${string(other)}:${count instanceof GoInt ? count.value : ''}`,
        }
      : undefined,
  print: () => 'v1.30',
};

/** The few functions of Helm that tell about the language. */
export const functions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['include', { params: ['string', 'any'], call: ([name, data], at) => at.include(string(name), data ?? null) }],
  ['tpl', { params: ['string', 'any'], call: ([source, data], at) => at.tpl(source ?? null, data ?? null) }],
  ['list', { params: ['any'], variadic: true, call: (args) => args }],
  ['upper', { params: ['string'], call: ([text]) => string(text).toUpperCase() }],
  [
    'repeat',
    {
      params: ['int', 'string'],
      call: ([count, text]) => string(text).repeat(count instanceof GoInt ? Number(count.value) : 0),
    },
  ],
  ['floor', { params: ['float64'], call: ([number]) => Math.floor(Number(number)) }],
  [
    'splitList',
    {
      params: ['string', 'string'],
      call: ([by, text]) => known(string(text).split(string(by)), { elements: 'string' }),
    },
  ],
  ['until', { params: ['int'], call: ([count]) => until(count instanceof GoInt ? Number(count.value) : 0) }],
  ['dict', { params: ['any'], variadic: true, call: dict }],
  ['set', { params: ['map', 'string', 'any'], call: ([map, key, value]) => set(map, string(key), value ?? null) }],
  ['fail', { params: ['string'], call: ([message]) => refused(string(message)) }],
  ['required', { params: ['string', 'any'], call: ([message, value]) => value ?? refused(string(message)) }],
  ['htpasswd', { params: ['string', 'string'], call: () => unsupported() }],
]);

const until = (count: number): Value =>
  known(
    Array.from({ length: count }, (_, index) => new GoInt(BigInt(index))),
    { elements: 'int' },
  );

function dict(args: readonly Value[]): GoMap {
  const map = new GoMap();
  for (let index = 0; index < args.length; index += 2) map.entries.set(string(args[index]), args[index + 1] ?? null);
  return map;
}

function set(map: Value | undefined, key: string, value: Value): Value {
  if (map instanceof GoMap) map.entries.set(key, value);
  return map ?? null;
}

function refused(message: string): never {
  throw new TemplateError(message);
}

function unsupported(): never {
  throw new NotSupported('htpasswd');
}
