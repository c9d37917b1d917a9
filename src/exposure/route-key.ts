import type { Route, RouteRule } from '../model/resource.ts';

/**
 * What a client of a route addresses: front door, host and match, in four parts with bars between them. Object names
 * are no part of it: moving a rule to another Ingress of the same class changes nothing for a client.
 */
export function routeKey(opens: Route['opens'], door: string | undefined, rule: RouteRule): string {
  return [
    opens,
    ...[door ?? '', rule.host ?? '*'].map(withoutBar),
    opens === 'l4-route' ? port(rule) : match(rule),
  ].join('|');
}

/** `Exact:/path`, with what else a request must have: `Prefix[method=GET]:/path`. */
function match({ path, pathType, match: more }: RouteRule): string {
  const [type, written] = pathType === 'Exact' ? ['Exact', path] : [prefixed[pathType], withoutSlash(path)];
  return `${type}${asked(more)}:${written}`;
}

/** What else a request must have; the bar and the colon part the key. */
const asked = (more: string | undefined): string =>
  more === undefined ? '' : `[${withoutBar(more).replaceAll(':', '%3A')}]`;

const prefixed = {
  Prefix: 'Prefix',
  ImplementationSpecific: 'Prefix',
  RegularExpression: 'RegularExpression',
} as const;

/** `TCP`, or `TCP:22` where the rule and no listener says the port, or its name. */
function port({ protocol = 'TCP', port: number, portName, match: more }: RouteRule): string {
  const name = number ?? (portName === undefined ? undefined : withoutBar(portName));
  return name === undefined && more === undefined ? protocol : `${protocol}${asked(more)}:${name ?? ''}`;
}

/** A Prefix matches whole path elements, so a slash at its end says nothing. */
const withoutSlash = (path: string | undefined): string => (path ?? '/').replace(/\/$/, '') || '/';

// A placeholder may hold a bar, `{{ .host | quote }}`, and so may a path that is a pattern: that one stands last.
export const withoutBar = (text: string): string => text.replaceAll('|', '%7C');

/** The front door of a route's key; the empty text is the cluster's default. */
export const classOf = (key: string): string => key.split('|')[1] ?? '';

/** Host, kind of match and path: the key without its front door. */
export const addressOf = (key: string): string => key.split('|').slice(2).join('|');

/** `Exact:/path` or `Prefix:/path`. */
export const matchOf = (key: string): string => key.split('|').slice(3).join('|');
