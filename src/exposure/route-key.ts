import type { RouteRule } from '../model/resource.ts';

/**
 * What a client of a route addresses: front door, host and path, in four parts with bars between them. Object names are
 * no part of it: moving a rule to another Ingress of the same class changes nothing for a client.
 */
export function routeKey(className: string | undefined, { host, path, pathType }: RouteRule): string {
  const type = pathType === 'Exact' ? 'Exact' : 'Prefix';
  const match = `${type}:${type === 'Exact' ? path : withoutSlash(path)}`;
  return ['http-route', ...[className ?? '', host ?? '*'].map(withoutBar), match].join('|');
}

/** A Prefix matches whole path elements, so a slash at its end says nothing. */
const withoutSlash = (path: string | undefined): string => (path ?? '/').replace(/\/$/, '') || '/';

// A placeholder may hold a bar, `{{ .host | quote }}`, and so may a path that is a pattern: that one stands last.
const withoutBar = (text: string): string => text.replaceAll('|', '%7C');

/** The front door of a route's key; the empty text is the cluster's default. */
export const classOf = (key: string): string => key.split('|')[1] ?? '';

/** Host, kind of match and path: the key without its front door. */
export const addressOf = (key: string): string => key.split('|').slice(2).join('|');

/** `Exact:/path` or `Prefix:/path`. */
export const matchOf = (key: string): string => key.split('|').slice(3).join('|');
