import { noFlags } from './flags.ts';
import { typeName } from './go-type.ts';
import { printed, type Spend } from './printer.ts';
import { GoInt, type Value } from './value.ts';

/**
 * `fmt.Sprintf`.
 * @see https://pkg.go.dev/fmt#hdr-Printing
 */
export function sprintf(format: string, args: readonly Value[], spend: Spend): string {
  spend(1 + format.length / 64);
  return new Formatter(format, args, spend).run();
}

class Formatter {
  readonly #format: string;
  readonly #args: readonly Value[];
  readonly #spend: Spend;
  readonly #out: string[] = [];
  #at = 0;
  /** The argument that comes next. */
  #next = 0;
  #usesIndexes = false;
  #isIndexGood = true;
  /** The last thing read was an index like `[3]`. */
  #afterIndex = false;

  constructor(format: string, args: readonly Value[], spend: Spend) {
    this.#format = format;
    this.#args = args;
    this.#spend = spend;
  }

  run(): string {
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent === -1) break;
      this.#out.push(this.#format.slice(this.#at, percent));
      this.#at = percent + 1;
      if (!this.#directive()) return this.#finished();
    }
    this.#out.push(this.#format.slice(this.#at));
    return this.#finished();
  }

  #finished(): string {
    if (!this.#usesIndexes && this.#next < this.#args.length) this.#extra();
    return this.#out.join('');
  }

  #extra(): void {
    const extra = this.#args
      .slice(this.#next)
      .map((arg) => (arg === null ? '<nil>' : `${typeName(arg)}=${printed(arg, 'v', noFlags, this.#spend)}`));
    this.#out.push(`%!(EXTRA ${extra.join(', ')})`);
  }

  /** What follows a percent sign. False where the format ends in the middle of it. */
  #directive(): boolean {
    this.#isIndexGood = true;
    const bare = this.#format[this.#at] ?? '';
    // Nearly all stand alone; what follows an index does not.
    if (!this.#afterIndex && (bare === 's' || bare === 'd' || bare === 'v')) {
      this.#at += 1;
      this.#verb(bare, noFlags);
      return true;
    }
    const flags = this.#flags();
    this.#index();
    const { width, isNegative } = this.#width();
    const precision = this.#precision();
    if (!this.#afterIndex) this.#index();
    const rune = this.#format.codePointAt(this.#at);
    if (rune === undefined) {
      this.#out.push('%!(NOVERB)');
      return false;
    }
    const verb = String.fromCodePoint(rune);
    this.#at += verb.length;
    const isMinus = flags.minus || isNegative;
    this.#verb(verb, { ...flags, minus: isMinus, zero: flags.zero && !isNegative, width, precision });
    return true;
  }

  #verb(verb: string, flags: typeof noFlags): void {
    if (verb === '%') this.#out.push('%');
    else if (!this.#isIndexGood) this.#out.push(`%!${verb}(BADINDEX)`);
    else if (this.#next >= this.#args.length) this.#out.push(`%!${verb}(MISSING)`);
    else {
      const arg = this.#args[this.#next] ?? null;
      this.#next += 1;
      // %#v is Go syntax and %+v names the fields of structs; neither is a flag of what is inside.
      const isV = verb === 'v' || verb === 'w';
      const inner = isV ? { ...flags, sharp: false, plus: false, goSyntax: flags.sharp } : flags;
      this.#out.push(printed(arg, verb, inner, this.#spend));
    }
  }

  #flags(): typeof noFlags {
    const seen = new Set<string>();
    for (; flagCharacters.has(this.#format[this.#at] ?? ''); this.#at += 1) seen.add(this.#format[this.#at] ?? '');
    return {
      ...noFlags,
      sharp: seen.has('#'),
      zero: seen.has('0'),
      plus: seen.has('+'),
      minus: seen.has('-'),
      space: seen.has(' '),
    };
  }

  #width(): { readonly width: number | undefined; readonly isNegative: boolean } {
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      const width = this.#intArgument();
      if (width === undefined) this.#out.push('%!(BADWIDTH)');
      this.#afterIndex = false;
      return { width: width === undefined ? undefined : Math.abs(width), isNegative: (width ?? 0) < 0 };
    }
    const width = this.#number();
    if (this.#afterIndex && width !== undefined) this.#isIndexGood = false;
    return { width, isNegative: false };
  }

  #precision(): number | undefined {
    if (this.#format[this.#at] !== '.') return undefined;
    this.#at += 1;
    if (this.#afterIndex) this.#isIndexGood = false;
    this.#index();
    if (this.#format[this.#at] !== '*') return this.#number() ?? 0;
    this.#at += 1;
    this.#afterIndex = false;
    const given = this.#intArgument();
    if (given !== undefined && given >= 0) return given;
    this.#out.push('%!(BADPREC)');
    return undefined;
  }

  /** The next argument, where it is an integer of a size that makes sense. */
  #intArgument(): number | undefined {
    const arg = this.#args[this.#next];
    if (this.#next < this.#args.length) this.#next += 1;
    const value = arg instanceof GoInt ? Number(arg.value) : undefined;
    return value === undefined || isTooLarge(value) ? undefined : value;
  }

  #number(): number | undefined {
    const start = this.#at;
    let value = 0;
    for (; isDigit(this.#format[this.#at]); this.#at += 1) {
      if (isTooLarge(value)) {
        // Go goes to the end of the format then.
        this.#at = this.#format.length;
        return undefined;
      }
      value = value * 10 + Number(this.#format[this.#at]);
    }
    return this.#at > start ? value : undefined;
  }

  /** `[3]`: the argument that comes next, counted from one. */
  #index(): void {
    this.#afterIndex = false;
    if (this.#format[this.#at] !== '[') return;
    this.#usesIndexes = true;
    const close = this.#format.indexOf(']', this.#at + 1);
    if (close === -1) {
      this.#isIndexGood = false;
      this.#at += 1;
      return;
    }
    const digits = this.#format.slice(this.#at + 1, close);
    this.#at = close + 1;
    const isNumber = /^\d{1,8}$/.test(digits) && Number(digits) < 1e7;
    const index = Number(digits) - 1;
    this.#afterIndex = isNumber;
    if (isNumber && index >= 0 && index < this.#args.length) this.#next = index;
    else this.#isIndexGood = false;
  }
}

const flagCharacters: ReadonlySet<string> = new Set(['#', '0', '+', '-', ' ']);

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

const isTooLarge = (value: number): boolean => Math.abs(value) > 1e6;
