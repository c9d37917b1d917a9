import { readFileSync } from 'node:fs';
import { helmFunctions } from '../../src/render/helm/functions/index.ts';
import type { ParamType } from '../../src/render/helm/template/value.ts';
import { expressionsOf, recordings } from '../support/recorded-functions.ts';
import type { Case } from './generate.ts';
import type { Random } from './random.ts';

const family = 'functions';

/** The calls that the tests know Helm's answer to. */
export function* expressions(): Iterable<Case> {
  for (const path of recordings())
    for (const expression of expressionsOf(readFileSync(path, 'utf8')))
      yield { family, definitions: '', body: `{{ ${expression} }}` };
}

/** Every function with arguments of the types that it takes, and now and then of another. */
export function* calls(random: Random): Iterable<Case> {
  for (const [name, { params, variadic }] of helmFunctions) {
    if (unlike.has(name)) continue;
    for (let turn = 0; turn < turns; turn += 1) {
      const types = variadic ? [...params.slice(0, -1), ...repeated(random, params.at(-1))] : params;
      const given = types.map((type, index) => argument(random, type, hints[name]?.[index]));
      yield { family, definitions: '', body: `{{ ${[name, ...given].join(' ')} }}` };
    }
  }
}

const turns = 24;

/** What Helm makes by chance or by the clock, and what needs more than a call. */
const unlike: ReadonlySet<string> = new Set(
  [
    'randAlphaNum randAlpha randNumeric randAscii randBytes randInt uuidv4 shuffle now ago keys values include',
    'bcrypt htpasswd encryptAES decryptAES derivePassword genPrivateKey buildCustomCert genCA genCAWithKey',
    'genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey',
  ].flatMap((line) => line.split(' ')),
);

/** Whole values, printed in every form and read again. */
export function* documents(random: Random): Iterable<Case> {
  for (const form of ['toYaml', 'toYaml', 'toYamlPretty', 'toJson', 'toPrettyJson', 'toToml', 'toString'])
    for (let turn = 0; turn < 120; turn += 1)
      yield { family: 'documents', definitions: '', body: `{{ ${form} ${mapExpression(random, 3)} }}` };
  for (let turn = 0; turn < 120; turn += 1)
    yield {
      family: 'documents',
      definitions: '',
      body: `{{ ${mapExpression(random, 3)} | toYaml | fromYaml | toJson }}`,
    };
}

function mapExpression(random: Random, depth: number): string {
  const entries = Array.from(
    { length: random.below(6) },
    () => `${quoted(random.pick(keys))} ${valueExpression(random, depth - 1)}`,
  );
  return `(dict ${entries.join(' ')})`;
}

function valueExpression(random: Random, depth: number): string {
  if (depth <= 0 || random.chance(0.4)) return scalarExpression(random);
  if (random.chance(0.5)) return mapExpression(random, depth);
  const items = Array.from({ length: random.below(4) }, () => valueExpression(random, depth - 1));
  return `(list ${items.join(' ')})`;
}

function scalarExpression(random: Random): string {
  if (random.chance(0.25)) return random.pick(scalars);
  const many = 1 + (random.chance(0.6) ? 0 : random.below(30));
  return quoted(Array.from({ length: many }, () => random.pick(words)).join(random.pick(['', ' ', ' ', '\n', '  '])));
}

const scalars = ['1', '-3', '1.5', '1e21', '2e-7', 'true', 'nil', '123456789.0', '(int64 9)'];

/** What YAML, JSON and TOML have to be careful with. */
const words = [
  'a¦b10¦b9¦key¦Key¦x y¦word¦¦ ¦  lead¦trail ¦\n¦a\n¦\na¦\n\n¦a\n b¦\t',
  "- a¦-¦--¦---¦...¦?¦? a¦:¦a:¦a: b¦: a¦#¦a #b¦a#b¦&a¦*a¦!a¦|¦>¦%¦@¦`¦'¦\"¦it's¦{¦}¦[¦]¦,¦a, b¦{}¦[]¦{{¦\\¦a\\nb¦=¦<<¦~¦.¦/",
  'null¦Null¦true¦True¦yes¦No¦on¦OFF¦y¦N¦n¦1¦-1¦+1¦01¦08¦0x1F¦0b1¦0o7¦1_000¦1.5¦.5¦5.¦1e3¦1e¦e3¦.inf¦-.Inf¦.nan',
  '1:20¦190:20:30¦1:60¦2001-01-01¦2001-1-1¦2001-13-01¦2001-01-01T00:00:00Z¦2001-01-01 00:00:00¦12345678901234567890',
  '0x¦_1¦1__0¦é¦日本¦😀¦\u00a0¦\u0085¦\ufeff¦\u0001¦\u001b¦\r¦a\r\nb¦<b>&¦\u200b¦\ue000',
].flatMap((line) => line.split('¦'));

/** Without those that go-yaml has in no certain order, and the one that is a merge when it is read again. */
const keys = words.filter((word) => !['08', '0x1F', '1_000', '1__0', '12345678901234567890', '<<'].includes(word));

/** As a Go string literal. */
const quoted = (text: string): string =>
  `"${Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') return `\\${character}`;
    return code < 0x20 || code > 0x7e ? `\\U${code.toString(16).padStart(8, '0')}` : character;
  }).join('')}"`;

const repeated = (random: Random, type: ParamType | undefined): readonly ParamType[] =>
  type === undefined ? [] : Array.from({ length: random.below(4) }, () => type);

const texts = [
  '""',
  '"a"',
  '"web"',
  '"Hello World"',
  '" a b "',
  '"a-b_c.d/e"',
  '"é☃😀"',
  '"aXbX"',
  '"line 1\\nline 2\\n"',
  '"12"',
  '"-0x1F"',
  '"1.5e3"',
  '"true"',
  '"a: 1\\nb: [x]"',
  '"- 1\\n- z"',
  '"{\\"a\\":[1,null]}"',
  '"1.2.3"',
  '.Values.sentence',
  '.Values.unicode',
  '.Values.name',
  '"\\xffz"',
] as const;

const lists = [
  '(list)',
  '(list 1 "a" nil)',
  '(list "b" "a" "" "b")',
  '(splitList "," "x,y,z")',
  '(until 3)',
  '(list (list 1) (dict "k" 1.5))',
  '.Values.mixed',
  '.Values.list',
  '.Values.numbers',
  '.Values.emptyList',
  '.Values.services',
] as const;

const maps = [
  '(dict)',
  '(dict "a" 1 "b" "x")',
  '(dict "a" (dict "b" nil "c" (list 1)) "z" "")',
  '.Values.map',
  '.Values.map.nested',
  '.Values.emptyMap',
  '.Values',
] as const;

const ints = ['0', '1', '2', '3', '5', '-1', '-4', '20', '(len "ab")'] as const;
const floats = ['0.0', '1.5', '-2.25', '0.5', '1e3'] as const;
const bools = ['true', 'false', '.Values.yes', '.Values.no'] as const;

const numbers = [
  ...ints,
  ...floats,
  '.Values.port',
  '.Values.third',
  '.Values.million',
  '.Values.huge',
  '.Values.negative',
  '(int64 7)',
  '9223372036854775807',
] as const;

const anything = [...texts, ...lists, ...maps, ...numbers, ...bools, 'nil', '.Values.nothing', '.Values.missing'];

const byType: Readonly<Record<ParamType, readonly string[]>> = {
  any: anything,
  string: texts,
  bool: bools,
  int: ints,
  int64: ints,
  float64: floats,
  list: lists,
  strings: lists,
  map: maps,
  bytes: texts,
};

function argument(random: Random, type: ParamType, hint: readonly string[] | undefined): string {
  if (hint !== undefined && (hint === times || hint === tomls[0] || random.chance(0.8))) return random.pick(hint);
  return random.chance(0.06) ? random.pick(anything) : random.pick(byType[type]);
}

const ofLists = [...lists, ...lists, 'nil', '"text"', '.Values.map'];
const someNumbers = [...numbers, '"12"', '"1.50"', '"x"', 'nil', 'true'];
const patterns = [
  '"[a-z]+"',
  '"^\\\\w"',
  '"(a)(b)?"',
  '"\\\\s+"',
  '"."',
  '""',
  '"X*"',
  '"(?i)HELLO|é"',
  '"[0-9]{1,2}"',
  '"("',
];
const replacements = ['""', '"-"', '"$1"', '"$0$0"', '"$0x"', '"$$"'];
const versions = ['"1.2.3"', '"v1.30.0-gke.1"', '"2"', '"0.1.0-alpha.2"', '"1.2.3+b"', '"1.16"', '"x"'];
const constraints = [
  '">=1.2-0"',
  '"^1"',
  '"~1.2"',
  '"<2 || >=3"',
  '"1.x"',
  '">1.2, <3"',
  '"!=1.2.3"',
  '"1.0 - 2"',
  '"*"',
  '"= 1.2.3"',
  '"^0.1.0-0"',
  '"<=1.2"',
];
const layouts = ['"2006-01-02"', '"15:04:05.000"', '"Mon Jan _2 2006 3PM"', '"02/01/06"', '"Monday, January 2"'];
/** For parameters that take nothing else. */
const times = ['(toDate "2006-01-02" "2024-02-29")', '(toDate "15:04" "23:59")'];
const durations = ['"1h30m"', '"-90s"', '"1.5h"', '"2160h"', '"x"', '""', '"100ms"'];
const paths = ['"/a/../b//c.txt"', '""', '"a/b/"', '"../x"', '"."', '"/"', '"a.tar.gz"'];

const tomls = [
  ['"a = 1\\n[b]\\nc = [1.5, \\"x\\"]"', '""', '"a.b = true\\n[[t]]\\nx = 2020-01-02"', '"a = 1\\na = 2"'],
];

/** Better arguments than any of the type, by the place of the parameter. */
const hints: Readonly<Record<string, readonly (readonly string[] | undefined)[]>> = {
  ...same(
    ['append', 'push', 'prepend', 'first', 'last', 'rest', 'initial', 'reverse', 'compact', 'uniq', 'without', 'slice'],
    [ofLists, someNumbers, someNumbers],
  ),
  ...same(
    ['mustAppend', 'mustPush', 'mustPrepend', 'mustFirst', 'mustLast', 'mustRest', 'mustInitial', 'mustReverse'],
    [ofLists],
  ),
  ...same(['mustCompact', 'mustUniq', 'mustWithout', 'mustSlice'], [ofLists, someNumbers, someNumbers]),
  ...same(['has', 'mustHas'], [['1', '"a"', '"x"', 'nil', '(list 1)'], ofLists]),
  ...same(['chunk', 'mustChunk'], [undefined, ofLists]),
  ...same(['concat'], [ofLists, ofLists, ofLists]),
  ...same(['join'], [['","', '""', '" - "'], ofLists]),
  ...same(['add', 'sub', 'mul', 'div', 'mod', 'max', 'min', 'biggest'], [someNumbers, someNumbers, someNumbers]),
  ...same(['addf', 'subf', 'mulf', 'divf', 'maxf', 'minf'], [someNumbers, someNumbers, someNumbers]),
  ...same(['add1', 'add1f', 'ceil', 'floor', 'int', 'int64', 'float64', 'toDecimal'], [someNumbers]),
  round: [someNumbers, ints, floats],
  atoi: [['"12"', '"-3"', '"08"', '"x"', '""', '"1e3"']],
  ...same(['regexMatch', 'mustRegexMatch', 'regexFind', 'mustRegexFind'], [patterns]),
  ...same(['regexFindAll', 'mustRegexFindAll', 'regexSplit', 'mustRegexSplit'], [patterns]),
  ...same(['regexReplaceAll', 'mustRegexReplaceAll'], [patterns, undefined, replacements]),
  ...same(['regexReplaceAllLiteral', 'mustRegexReplaceAllLiteral'], [patterns, undefined, replacements]),
  semver: [versions],
  semverCompare: [constraints, versions],
  ...same(['date', 'dateInZone', 'date_in_zone'], [layouts, times, ['"UTC"', '"nowhere"']]),
  htmlDate: [times],
  htmlDateInZone: [times, ['"UTC"', '"Asia/Tokyo"']],
  ...same(['dateModify', 'date_modify', 'mustDateModify', 'must_date_modify'], [durations, times]),
  ...same(['toDate', 'mustToDate'], [['"2006-01-02"'], ['"2024-02-29"', '"2023-02-29"', '"x"']]),
  unixEpoch: [times],
  duration: [['"95"', '(int64 95)', '95', '"x"']],
  durationRound: [[...durations, '(int64 3700000000000)']],
  ...same(['base', 'dir', 'clean', 'ext', 'isAbs', 'osBase', 'osDir', 'osClean', 'osExt', 'osIsAbs'], [paths]),
  urlParse: [['"http://u:p@h.x:80/p%20q?a=b#f"', '"/x"', '"mailto:a@b"', '"http://[::1]/"', '"http://a b"']],
  urlJoin: [['(dict "scheme" "s" "host" "h" "path" "p q")', '(dict "path" "/a" "query" "q=1")', '(dict "host" 1)']],
  get: [undefined, ['"a"', '"b"', '"one"', '"zz"']],
  hasKey: [undefined, ['"a"', '"b"', '"one"', '"zz"']],
  unset: [undefined, ['"a"', '"b"', '"one"', '"zz"']],
  pluck: [['"a"', '"one"'], maps, maps, maps],
  pick: [maps, ['"a"', '"one"'], ['"b"']],
  omit: [maps, ['"a"', '"one"'], ['"b"']],
  dict: [['"a"', '"b"', '1', 'nil'], undefined, ['"a"', '"c"']],
  dig: [['"a"', '"map"'], ['"b"', '"one"', '"d"'], ['"d"', 'nil', ...maps], maps],
  ternary: [undefined, undefined, bools],
  typeIs: [['"string"', '"int"', '"[]interface {}"', '"map[string]interface {}"']],
  kindIs: [['"string"', '"slice"', '"map"', '"float64"', '"invalid"']],
  tpl: [['"{{ .a }}"', '"plain"', '"{{ upper \\"x\\" }}"', '"{{ fail `no` }}"'], maps],
  wrap: [['5', '10', '0']],
  wrapWith: [
    ['5', '10', '0'],
    ['"\\n"', '"|"', '""'],
  ],
  abbrev: [['5', '8', '3']],
  abbrevboth: [
    ['0', '3', '5', '9'],
    ['5', '8', '11'],
  ],
  substr: [ints, ints],
  repeat: [['0', '1', '3']],
  until: [ints],
  untilStep: [ints, ints, ints],
  seq: [ints, ints, ints],
  trimAll: [['"a"', '" "', '"é"']],
  trimPrefix: [['"a"', '" "', '"H"']],
  trimSuffix: [['"d"', '"\\n"', '"X"']],
  contains: [['"a"', '""', '"World"']],
  hasPrefix: [['"a"', '""', '"Hello"']],
  hasSuffix: [['"d"', '""', '"World"']],
  replace: [
    ['"a"', '""', '"X"', '"\\n"'],
    ['"b"', '""', '"--"'],
  ],
  split: [['"-"', '""', '","', '"X"']],
  splitList: [['"-"', '""', '","', '"X"']],
  splitn: [
    ['"-"', '""', '"X"'],
    ['2', '0', '-1'],
  ],
  fromYaml: [['"a: 1\\nb: [x, yes, ~]"', '"- 1"', '"k: |\\n  x\\n"', '"1: 0x10\\n2: 1e3"', '"{a: b}"', '"x"']],
  fromYamlArray: [['"- 1\\n- k: v"', '"[a, b]"', '"a: 1"']],
  fromJson: [['"{\\"a\\":1.50,\\"b\\":[null]}"', '"[]"', '"{"']],
  fromToml: tomls,
  b64dec: [['"aGk="', '"aGk"', '"/w=="', '"a b="']],
  b32dec: [['"NBUQ===="', '"NBUQ"', '"x"']],
};

function same(
  names: readonly string[],
  given: readonly (readonly string[] | undefined)[],
): Readonly<Record<string, readonly (readonly string[] | undefined)[]>> {
  return Object.fromEntries(names.map((name) => [name, given]));
}
