import { calls, documents, expressions } from './function-cases.ts';
import { Random } from './random.ts';
import { type Argument, signatures } from './signatures.ts';
import { paths } from './values.ts';

/** One template to compare: what stands around it, and what is printed. */
export interface Case {
  readonly family: string;
  /** Definitions beside it, in the same file. */
  readonly definitions: string;
  readonly body: string;
}

/** The same cases for the same seed. */
export function generate(seed: number, count: number): readonly Case[] {
  const random = new Random(seed);
  const fixed = [...comparisons(), ...verbs(), ...expressions(), ...calls(random), ...documents(random)];
  const made = Array.from({ length: count }, () => new Generator(random).case());
  return [...fixed, ...made];
}

type Type = keyof typeof paths | 'int' | 'any';

const literals: Readonly<Record<'string' | 'int' | 'number' | 'bool' | 'nil', readonly string[]>> = {
  string: ['"a"', '"web"', '""', '`raw\n "x"`', '"tab\\t \\u00e9 \\x41 \\101"', '"<b>&\'"', '"日本"', '"%d|%s"'],
  int: ['0', '1', '2', '-3', '42', '0x1F', '017', '0b101', '0o17', '1_000', "'a'", "'\\n'"],
  number: ['1.0', '0.5', '-2.75', '1e3', '1e100', '.5', '5.', '0x1p4', '123456789.0', '1e-7', '1_0.2_5'],
  bool: ['true', 'false'],
  nil: ['nil'],
};

/** Every basic kind with every other. */
function* comparisons(): Iterable<Case> {
  const operands = ['1', '1.0', '"a"', 'true', 'nil', '(len "a")', '.Values.one', '.Values.name', '.Values.yes'];
  const others = ['.Values.nothing', '.Values.missing', '.Values.list', '.Values.map', '(index "a" 0)', "'a'"];
  for (const name of ['eq', 'ne', 'lt', 'le', 'gt', 'ge'])
    for (const a of [...operands, ...others])
      for (const b of [...operands, ...others])
        yield { family: 'compare', definitions: '', body: `{{ ${name} ${a} ${b} }}` };
}

/** Every verb with every kind of value. */
function* verbs(): Iterable<Case> {
  const shown = [
    '42',
    '-7',
    '1.5',
    '1e21',
    '"hé"',
    'true',
    'nil',
    '.Values.port',
    '.Values.third',
    '.Values.million',
    '.Values.list',
    '.Values.numbers',
    '.Values.mixed',
    '.Values.map',
    '.Values.nothing',
    '.Values.emptyList',
    '(index "a" 0)',
    '9223372036854775807',
  ];
  for (const verb of 'vdsqxXobOeEfFgGtcUTw%z'.split(''))
    for (const flags of ['', '+', '#', '08', '-6', '.2', '8.3', ' ', '# ', '+.1', '#.3', '012.4', '-08'])
      yield {
        family: 'printf',
        definitions: '',
        body: shown.map((value) => `{{ printf "[%${flags}${verb}]" ${value} }}`).join('\n'),
      };
}

/** Writes templates of the language's grammar; now and then of a wrong type, or with a mistake. */
class Generator {
  readonly #random: Random;
  readonly #variables: string[] = [];
  readonly #definitions: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  case(): Case {
    const random = this.#random;
    const kind = random.pick([
      'expression',
      'expression',
      'control',
      'control',
      'control',
      'printf',
      'define',
      'broken',
    ]);
    const body = this.#bodyOf(kind);
    return { family: kind, definitions: this.#definitions.join(''), body };
  }

  #bodyOf(kind: string): string {
    switch (kind) {
      case 'expression':
        return `[${this.#tag(this.#pipeline('any', 3))}]`;
      case 'printf':
        return this.#tag(this.#printf(2));
      case 'define':
        return this.#withDefinitions();
      case 'broken':
        return this.#broken(this.#statements(2));
      default:
        return this.#statements(3);
    }
  }

  #withDefinitions(): string {
    const names = ['alpha', 'beta', 'gamma'].slice(0, 1 + this.#random.below(3));
    for (const name of names) this.#definitions.push(`{{ define "${name}" }}${this.#statements(1)}{{ end }}\n`);
    const name = this.#random.pick([...names, 'absent']);
    const data = this.#operand('any', 2);
    const call = this.#random.pick([
      `{{ template "${name}" ${data} }}`,
      `{{ template "${name}" }}`,
      `{{ include "${name}" ${data} }}`,
      `{{ include "${name}" . | upper }}`,
      `{{ tpl ${this.#random.pick(['.Values.templated', '.Values.brokenTemplate', '.Values.unparsable', '"{{ include `alpha` . }}"', '"{{ define `z` }}Z{{ end }}{{ include `z` . }}"'])} . }}`,
      `{{ block "blocky" ${data} }}${this.#statements(1)}{{ end }}`,
    ]);
    return this.#statements(1) + call;
  }

  /** A character taken out, doubled or put in. */
  #broken(text: string): string {
    const at = this.#random.below(text.length + 1);
    const inserted = this.#random.pick([
      '{{',
      '}}',
      '"',
      '(',
      ')',
      '|',
      '.',
      '$',
      '{{ end }}',
      '{{ else }}',
      ' -',
      '=',
      ',',
      '`',
      "'",
    ]);
    switch (this.#random.below(3)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1);
      case 1:
        return text.slice(0, at) + inserted + text.slice(at);
      default:
        return text.slice(0, at);
    }
  }

  #statements(depth: number): string {
    const mark = this.#variables.length;
    const many = 1 + this.#random.below(3);
    const text = Array.from({ length: many }, () => this.#text() + this.#statement(depth)).join('') + this.#text();
    this.#variables.length = mark;
    return text;
  }

  #text(): string {
    return this.#random.pick(['', ' ', '\n', '\n  ', 'text', ' text \n', '\t', '-', ' - ', '{', '}', '\r\n', 'é ']);
  }

  #statement(depth: number): string {
    const random = this.#random;
    if (depth <= 0 || random.chance(0.3)) return this.#tag(this.#pipeline('any', 2));
    switch (random.below(9)) {
      case 0:
        return this.#declaration();
      case 1:
        return this.#assignment();
      case 2:
        return this.#comment();
      case 3:
      case 4:
        return this.#branch('with', depth);
      case 5:
      case 6:
        return this.#range(depth);
      default:
        return this.#branch('if', depth);
    }
  }

  #tag(inside: string): string {
    const left = this.#random.chance(0.25) ? '{{- ' : this.#random.pick(['{{ ', '{{']);
    const right = this.#random.chance(0.25) ? ' -}}' : this.#random.pick([' }}', '}}']);
    return left + inside + right;
  }

  #comment(): string {
    return this.#random.pick([
      '{{/* a comment */}}',
      '{{- /* } */ -}}',
      '{{/* {{ \n }} */ -}}',
      '{{ /* no comment */ }}',
    ]);
  }

  #declaration(): string {
    const name = this.#random.pick(['$x', '$y', '$z']);
    const tag = this.#tag(`${name} := ${this.#pipeline('any', 2)}`);
    this.#variables.push(name);
    return tag;
  }

  #assignment(): string {
    const name = this.#random.pick(this.#variables.length > 0 ? this.#variables : ['$x']);
    return this.#tag(`${name} = ${this.#pipeline('any', 1)}`);
  }

  #branch(word: 'if' | 'with', depth: number): string {
    const mark = this.#variables.length;
    const declares = this.#random.chance(0.25);
    const condition = this.#pipeline('any', 2);
    if (declares) this.#variables.push('$c');
    let text = this.#tag(`${word} ${declares ? '$c := ' : ''}${condition}`) + this.#statements(depth - 1);
    if (this.#random.chance(0.3))
      text += this.#tag(`else ${word} ${this.#pipeline('any', 1)}`) + this.#statements(depth - 1);
    if (this.#random.chance(0.5)) text += this.#tag('else') + this.#statements(depth - 1);
    this.#variables.length = mark;
    return text + this.#tag('end');
  }

  #range(depth: number): string {
    const mark = this.#variables.length;
    const over = this.#random.chance(0.8)
      ? this.#pipeline(this.#random.pick(['list', 'map', 'int']), 1)
      : this.#pipeline('any', 1);
    const declared = this.#random.pick(['', '', '$e := ', '$i, $e := ']);
    this.#variables.push(...declared.split(/[ ,:=]+/).filter((name) => name !== ''));
    let text = this.#tag(`range ${declared}${over}`) + this.#statements(depth - 1);
    if (this.#random.chance(0.3)) text += this.#tag(this.#random.pick(['break', 'continue'])) + this.#text();
    if (this.#random.chance(0.2))
      text += `${this.#tag(`if ${this.#pipeline('any', 1)}`)}${this.#tag(this.#random.pick(['break', 'continue']))}{{ end }}`;
    this.#variables.length = mark;
    if (this.#random.chance(0.3)) text += this.#tag('else') + this.#statements(depth - 1);
    return text + this.#tag('end');
  }

  #pipeline(type: Type, depth: number): string {
    const random = this.#random;
    if (random.chance(0.25)) {
      const last = random.pick([
        'len',
        'print',
        'printf "%v"',
        'not',
        'html',
        'js',
        'urlquery',
        'upper',
        'toJson',
        'println',
        'eq 1',
        'and 1',
        'or 0',
        'index .Values.list',
        'default "d"',
        'required "is needed"',
      ]);
      return `${this.#command('any', depth - 1)} | ${last}`;
    }
    return this.#command(type, depth);
  }

  #command(type: Type, depth: number): string {
    if (depth <= 0 || this.#random.chance(0.35)) return this.#bare(type);
    return this.#call(type, depth);
  }

  #call(type: Type, depth: number): string {
    if (this.#random.chance(0.5)) return this.#helms(type, depth);
    const a = (wanted: Type): string => this.#operand(wanted, depth - 1);
    const any: readonly (() => string)[] = [
      () => `and ${a('any')} ${a('any')}`,
      () => `or ${a('any')} ${a('any')} ${a('any')}`,
      () => `index ${a('map')} ${a('string')}`,
      () => `index ${a('list')} ${a('int')}`,
      () => `(${this.#pipeline('map', depth - 1)}).two`,
      () => `(${this.#pipeline('any', depth - 1)}).name`,
      () => this.#printf(depth - 1),
    ];
    const string: readonly (() => string)[] = [
      () => `print ${a('any')} ${a('any')}`,
      () => `upper ${a('string')}`,
      () => `repeat ${a('int')} ${a('string')}`,
      () => `html ${a('any')}`,
      () => `urlquery ${a('string')} ${a('any')}`,
      () => `js ${a('string')}`,
      () => `println ${a('any')} ${a('number')}`,
      () => `toJson ${a('any')}`,
    ];
    const bool: readonly (() => string)[] = [
      () => `not ${a('any')}`,
      () => `eq ${a('string')} ${a('string')} ${a('string')}`,
      () => `eq ${a('number')} ${a('number')}`,
      () => `lt ${a('int')} ${a('int')}`,
      () => `ge ${a('number')} ${a('number')}`,
      () => `ne ${a('any')} ${a('any')}`,
    ];
    const byType: Partial<Record<Type, readonly (() => string)[]>> = {
      string,
      bool,
      int: [() => `len ${a('list')}`, () => `len ${a('string')}`, () => `len ${a('map')}`],
      list: [() => `list ${a('any')} ${a('any')}`, () => `until ${a('int')}`],
      map: [() => `dict "one" ${a('any')} "two" ${a('any')}`],
    };
    return this.#random.pick(byType[type] ?? [...any, ...string, ...bool])();
  }

  /** A call of one of Helm's functions. */
  #helms(type: Type, depth: number): string {
    const fitting = signatures.filter(({ gives }) => type === 'any' || gives === type);
    const { name, takes } = this.#random.pick(fitting.length > 0 ? fitting : signatures);
    const words = takes.map((argument: Argument) =>
      typeof argument === 'string' ? this.#operand(argument, depth - 1) : this.#random.pick(argument),
    );
    return [name, ...words].join(' ');
  }

  #printf(depth: number): string {
    const random = this.#random;
    const directive = (): string => {
      const index = random.chance(0.08) ? `[${random.below(4)}]` : '';
      const width = random.pick(['', '', '', '5', '-6', '08', '+', '#', ' ', '.2', '7.1', '*', '.*']);
      return `%${width}${index}${random.pick('vvvsdqxXfgeGtTcUob%zF'.split(''))}`;
    };
    const format = Array.from({ length: 1 + random.below(3) }, directive).join('|');
    const args = Array.from({ length: random.below(4) }, () => this.#operand('any', depth - 1)).join(' ');
    return `printf "${format}${random.chance(0.03) ? '%' : ''}" ${args}`.trimEnd();
  }

  /** An argument: in parentheses where it is more than one word. */
  #operand(type: Type, depth: number): string {
    if (depth <= 0 || this.#random.chance(0.5)) return this.#bare(type);
    return `(${this.#pipeline(type, depth - 1)})`;
  }

  #bare(type: Type): string {
    const random = this.#random;
    if (random.chance(0.08)) return this.#bare(random.pick(['string', 'number', 'bool', 'list', 'map', 'nil', 'int']));
    if (random.chance(0.1) && this.#variables.length > 0)
      return random.pick(this.#variables) + random.pick(['', '', '.name', '.one']);
    if (type === 'any') return this.#anything();
    const known = type === 'int' ? [] : paths[type];
    const written = type === 'list' || type === 'map' ? [] : literals[type];
    return random.pick([...known, ...written]);
  }

  #anything(): string {
    const random = this.#random;
    if (random.chance(0.15))
      return random.pick([
        '.',
        '$',
        '.Values',
        '.name',
        '.Values.name.first',
        '.Values.map.nested.deep.deeper',
        '$.Values.port',
        '.Values.missing.key',
        '.Values.services',
      ]);
    return this.#bare(random.pick(['string', 'number', 'bool', 'list', 'map', 'int', 'nil']));
  }
}
