import type { Position } from '../../../model/source.ts';
import { builtins } from './builtins.ts';
import type { Body } from './nodes.ts';
import { isEmpty, type Names, ParseError, parse } from './parser.ts';
import { placeInFile, Source } from './source.ts';

/** A file of a chart's templates. */
export interface TemplateFile {
  /** What Helm calls it: `chart/templates/service.yaml`, with the subcharts' own paths. Also the name of its template. */
  readonly path: string;
  readonly text: string;
  /** Where the file lies, where that is not its path: what the positions say. */
  readonly file?: string;
  /** Tells its text and where it lies from all others: files of one key are parsed once. */
  readonly key?: string;
}

/** Files that were parsed before, by their keys; the caller keeps them. */
export type ParsedFiles = Map<string, ParsedFile>;

export interface ParsedFile {
  /** The name of the template that is the file itself. */
  readonly name: string;
  readonly bodies: ReadonlyMap<string, Body>;
}

/** A template by its name, and the text that it was found in. */
export interface Template {
  readonly name: string;
  readonly body: Body;
  readonly source: Source;
}

/** The templates that know each other. Inside a `tpl`, those that its text defines come before those of the chart. */
export class TemplateSet {
  readonly #templates = new Map<string, Template>();
  readonly #outer: TemplateSet | undefined;

  constructor(outer?: TemplateSet) {
    this.#outer = outer;
  }

  get(name: string): Template | undefined {
    return this.#templates.get(name) ?? this.#outer?.get(name);
  }

  /**
   * The templates of one text. One of a name that was there takes its place, unless it is empty.
   * @throws ParseError
   */
  add(source: Source, functions: Names): void {
    this.addParsed(source, { name: source.name, bodies: parse(source, functions) });
  }

  /** The templates of a text that was parsed before, perhaps under another name. */
  addParsed(source: Source, file: ParsedFile): void {
    for (const [found, body] of file.bodies) {
      const name = found === file.name ? source.name : found;
      if (!isEmpty(body) || this.get(name) === undefined) this.#templates.set(name, { name, body, source });
    }
  }
}

export interface ParseProblem {
  readonly at: Position;
  /** In Go's words: `function "x" not defined`. */
  readonly message: string;
  /** As Helm prints it. */
  readonly said: string;
}

export interface Parsed {
  readonly templates: TemplateSet;
  readonly problems: readonly ParseProblem[];
}

/**
 * All templates of a chart and its subcharts, in one namespace, as Helm has them. Where several files define a name, the
 * last one counts. Helm renders nothing of a chart with a problem.
 *
 * @param files in the order in which Helm parses them
 * @param functions those that the templates may call, besides Go's own
 * @param known files that were parsed before, with the same functions
 */
export function parseTemplates(
  files: readonly TemplateFile[],
  functions: Names,
  known: ParsedFiles = new Map(),
): Parsed {
  const templates = new TemplateSet();
  const problems: ParseProblem[] = [];
  const names = withBuiltins(functions);
  for (const { path, text, file = path, key } of files) {
    const source = new Source(path, text, placeInFile(file));
    try {
      const before = key === undefined ? undefined : known.get(key);
      const parsed = before ?? { name: path, bodies: parse(source, names) };
      if (key !== undefined) known.set(key, parsed);
      templates.addParsed(source, parsed);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      problems.push(problem(source, error));
    }
  }
  return { templates, problems };
}

export const withBuiltins = (functions: Names): Names => ({
  has: (name) => functions.has(name) || builtins.has(name),
});

function problem(source: Source, { message, start }: ParseError): ParseProblem {
  // Helm keeps what stands behind the last colon of the message.
  const said = `parse error at (${source.name}:${source.line(start)}): ${message.split(': ').at(-1)}`;
  return { at: source.position(start), message, said };
}
