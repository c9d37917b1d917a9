import { LimitExceeded } from '../../manifest/limits.ts';
import { everywhere, intersectCidrs, oddityOf, without } from '../../model/cidr.ts';
import { say } from '../../model/message.ts';
import type { PathType } from '../../model/resource.ts';
import { type Match, parseMatch } from './match.ts';
import { hostPattern, pathPattern } from './patterns.ts';

/** Which rules are written: those of version 2 hold patterns in braces, those of version 3 are regular expressions. */
export type Syntax = 'v2' | 'v3' | undefined;

/** One host and one path that a rule serves, to whom, and what else a request must have. */
export interface Place {
  /** Undefined is every host; `~` stands before a regular expression. */
  readonly host: string | undefined;
  readonly path: string;
  readonly pathType: PathType;
  /** CIDRs; empty is everybody. */
  readonly sources: readonly string[];
  /** Sorted; `header x=1`, `method=GET`, with a `!` before what a request must not have. */
  readonly conditions: readonly string[];
}

/** A rule that stands for more places than these is no rule that somebody wrote. */
const maxPlaces = 1024;

/**
 * The places that a rule serves; undefined where it does not parse or has a matcher that is not known. None where no
 * request can match it.
 *
 * @throws LimitExceeded where it is more than anybody writes
 */
export function placesOf(text: string, syntax: Syntax): readonly Place[] | undefined {
  const match = parseMatch(text);
  const terms = match && termsOf(match, false, syntax);
  return terms && united(terms.flatMap((term) => placeOf(term) ?? []));
}

/** What one matcher asks of a request. */
type Demand =
  | { readonly of: 'host'; readonly value: string | undefined }
  | { readonly of: 'path'; readonly value: string; readonly type: PathType }
  | { readonly of: 'sources'; readonly values: readonly string[] }
  | { readonly of: 'more'; readonly value: string };

type Term = readonly { readonly demand: Demand; readonly isDenied: boolean }[];

/** As alternatives, each of which asks for all of its demands; a `not` is carried down to the matchers. */
function termsOf(match: Match, isDenied: boolean, syntax: Syntax): readonly Term[] | undefined {
  if (match.is === 'not') return termsOf(match.part, !isDenied, syntax);
  if (match.is === 'matcher') return matcherTerms(match, isDenied, syntax);
  const parts: (readonly Term[])[] = [];
  for (const part of match.parts) {
    const terms = termsOf(part, isDenied, syntax);
    if (terms === undefined) return undefined;
    parts.push(terms);
  }
  return combined(parts, (match.is === 'all') !== isDenied);
}

function combined(parts: readonly (readonly Term[])[], together: boolean): readonly Term[] | undefined {
  let terms: readonly Term[] = together ? [[]] : [];
  for (const part of parts) {
    if ((together ? terms.length * part.length : terms.length + part.length) > maxPlaces)
      throw new LimitExceeded(say`a rule stands for more than ${maxPlaces} places`);
    terms = together ? terms.flatMap((one) => part.map((other) => [...one, ...other])) : [...terms, ...part];
  }
  return terms;
}

function matcherTerms(
  { name, values }: Extract<Match, { is: 'matcher' }>,
  isDenied: boolean,
  syntax: Syntax,
): readonly Term[] | undefined {
  const matcher = matchers.get(name.toLowerCase());
  const demands = values.length === 0 ? undefined : matcher?.read(values, syntax);
  if (demands === undefined) return undefined;
  return combined(
    demands.map((demand) => [[{ demand, isDenied }]]),
    (matcher?.every === true) !== isDenied,
  );
}

interface Matcher {
  /** Undefined where its values are not those that it takes. */
  readonly read: (values: readonly string[], syntax: Syntax) => readonly Demand[] | undefined;
  /** True where a request must have all of the values, not one of them. */
  readonly every?: true;
}

const host: Matcher = {
  read: (values) => values.map((value) => ({ of: 'host', value: value === '*' ? undefined : nameOf(value) })),
};

const hostRegexp: Matcher = {
  read: (values, syntax) => values.map((value) => ({ of: 'host', value: hostPattern(value, syntax) })),
};

const paths = (type: 'Exact' | 'Prefix'): Matcher => ({
  read: (values, syntax) => values.map((value) => ({ of: 'path', ...pathPattern(value, type, syntax) })),
});

const pathRegexp: Matcher = {
  read: (values) => values.map((value) => ({ of: 'path', value, type: 'RegularExpression' })),
};

const named = (what: string): Matcher => ({
  read: (values) => values.map((value) => ({ of: 'more', value: `${what}=${value}` })),
});

/** A name and its value, as a header has them. */
const pair = (what: string, sign: string): Matcher => ({
  read: ([name = '', value, ...rest]) =>
    value === undefined || rest.length > 0
      ? undefined
      : [{ of: 'more', value: `${what} ${what === 'header' ? name.toLowerCase() : name}${sign}${value}` }],
});

/** Version 2 writes `name=value` and takes several; version 3 a name, and its value if that matters. */
const query: Matcher = {
  every: true,
  read: (values, syntax) =>
    syntax === 'v2' || values.every((value) => value.includes('='))
      ? values.map((value) => ({ of: 'more', value: `query ${value}` }))
      : values.length > 2
        ? undefined
        : [{ of: 'more', value: `query ${values.join('=')}` }],
};

/** By their names in lower case, of both versions. */
const matchers: ReadonlyMap<string, Matcher> = new Map([
  ['host', host],
  ['hostheader', host],
  ['hostsni', host],
  ['hostregexp', hostRegexp],
  ['hostsniregexp', hostRegexp],
  ['path', paths('Exact')],
  ['pathprefix', paths('Prefix')],
  ['pathregexp', pathRegexp],
  ['method', named('method')],
  ['alpn', named('alpn')],
  ['header', pair('header', '=')],
  ['headers', pair('header', '=')],
  ['headerregexp', pair('header', '~')],
  ['headersregexp', pair('header', '~')],
  ['query', query],
  ['queryregexp', pair('query', '~')],
  ['clientip', { read: (values) => [{ of: 'sources', values }] }],
]);

/** Hosts are the same in upper and lower case, with and without the dot at their end. */
const nameOf = (value: string): string => value.toLowerCase().replace(/\.$/, '');

/** Undefined where no request can have all of it. */
function placeOf(term: Term): Place | undefined {
  const of = <D extends Demand['of']>(what: D, isDenied: boolean): readonly Extract<Demand, { of: D }>[] =>
    term.flatMap(({ demand, isDenied: denied }) =>
      demand.of === what && denied === isDenied ? [demand as Extract<Demand, { of: D }>] : [],
    );
  const hosts = hostOf(of('host', false), of('host', true));
  const path = pathOf(of('path', false));
  const sources = sourcesOf(of('sources', false), of('sources', true));
  if (hosts === undefined || path === undefined || sources === undefined) return undefined;
  const more = [
    ...of('more', false).map(({ value }) => value),
    ...of('more', true).map(({ value }) => `!${value}`),
    ...of('path', true).map((demand) => `!${pathText(demand)}`),
  ];
  const conditions = [...hosts.conditions, ...path.conditions, ...sources.conditions, ...more];
  return { ...hosts, ...path, ...sources, conditions: [...new Set(conditions)].sort() };
}

type HostDemand = Extract<Demand, { of: 'host' }>;
type Conditioned<T> = T & { readonly conditions: readonly string[] };

const isPattern = (value: string): boolean => value.startsWith('~') || value.startsWith('*');

/** The host, and the patterns that it must match besides. */
function hostOf(
  wanted: readonly HostDemand[],
  denied: readonly HostDemand[],
): Conditioned<{ readonly host: string | undefined }> | undefined {
  const values = [...new Set(wanted.flatMap(({ value }) => value ?? []))];
  const exact = values.filter((value) => !isPattern(value));
  const host = exact[0] ?? values[0];
  const out = denied.map(({ value }) => value);
  if (exact.length > 1 || out.includes(undefined) || (host !== undefined && out.includes(host))) return undefined;
  const others = values.filter((value) => value !== host).map((value) => `host=${value}`);
  // A name is no other name; of patterns nobody can tell.
  const kept = out.filter((value) => exact.length === 0 || isPattern(value ?? ''));
  return { host, conditions: [...others, ...kept.map((value) => `!host=${value}`)] };
}

type PathDemand = Extract<Demand, { of: 'path' }>;

const pathText = ({ value, type }: PathDemand): string =>
  `path${type === 'Exact' ? '=' : type === 'Prefix' ? '^' : '~'}${value}`;

/** The narrowest path that is asked for; what contradicts it serves nothing. */
function pathOf(demands: readonly PathDemand[]): Conditioned<Pick<Place, 'path' | 'pathType'>> | undefined {
  const plain = demands.filter(({ type }) => type !== 'RegularExpression').toSorted(narrowestFirst);
  const patterns = demands.filter(({ type }) => type === 'RegularExpression');
  const [narrowest = patterns[0]] = plain;
  if (narrowest === undefined) return { path: '/', pathType: 'Prefix', conditions: [] };
  if (!plain.every((one) => holds(one, narrowest))) return undefined;
  const others = patterns.filter(({ value }) => value !== narrowest.value);
  return { path: narrowest.value, pathType: narrowest.type, conditions: others.map(pathText) };
}

const narrowestFirst = (a: PathDemand, b: PathDemand): number =>
  Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.value.length - a.value.length;

const holds = (demand: PathDemand, { value }: PathDemand): boolean =>
  demand.type === 'Exact' ? demand.value === value : value.startsWith(demand.value);

type SourceDemand = Extract<Demand, { of: 'sources' }>;

const isRange = (text: string): boolean => oddityOf(text) !== 'no-cidr';

/** Who is in every list, but those of the denied ones. */
function sourcesOf(
  wanted: readonly SourceDemand[],
  denied: readonly SourceDemand[],
): Conditioned<Pick<Place, 'sources'>> | undefined {
  const lists = wanted.map(({ values }) => values);
  const out = denied.flatMap(({ values }) => values);
  const allowed = lists.length < 2 ? (lists[0] ?? []) : lists.reduce((all, more) => intersectCidrs(all, more));
  const ranges = out.filter(isRange);
  const left = ranges.length === 0 ? allowed : without(wanted.length === 0 ? everywhere : allowed, ranges);
  if (left.length === 0 && wanted.length + ranges.length > 0) return undefined;
  return { sources: left, conditions: out.filter((text) => !isRange(text)).map((text) => `!clientip=${text}`) };
}

/** The same place for several clients is one place. */
const united = (places: readonly Place[]): readonly Place[] =>
  Map.groupBy(places, ({ host, path, pathType, conditions }) => JSON.stringify([host, path, pathType, conditions]))
    .values()
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const isOpen = same.some(({ sources }) => sources.length === 0);
      return [{ ...first, sources: isOpen ? [] : [...new Set(same.flatMap(({ sources }) => sources))] }];
    })
    .toArray();
