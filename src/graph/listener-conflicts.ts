import type { Gateway, Listener } from '../model/resource.ts';

/** A listener, and the object that it belongs to. */
export interface OwnListener {
  readonly gateway: Gateway;
  readonly listener: Listener;
}

/**
 * The listeners that are refused because another one claims the same place, each with its rival: HTTP, HTTPS and TLS
 * are told apart by port, protocol and host, TCP and UDP by port alone, and TCP leaves no room for the others on its
 * port. Inside of one object all of them lose; a set of listeners loses against the gateway that it joins.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec (listeners)
 */
export function rivalsIn(gateway: Gateway, joins: Gateway | undefined): ReadonlyMap<Listener, OwnListener> {
  if (!gateway.listenersExclude) return new Map();
  const maps = (joins === undefined ? [gateway] : [gateway, joins]).map(placesOf);
  return new Map(
    gateway.listeners.flatMap((listener) => {
      const rivals = closedBy(listener).flatMap((place) => maps.flatMap((places) => places.get(place) ?? []));
      const rival = rivals.find((one) => one.listener !== listener);
      return rival === undefined ? [] : [[listener, rival] as const];
    }),
  );
}

type Places = ReadonlyMap<string, readonly OwnListener[]>;

const known = new WeakMap<Gateway, Places>();

/** Who takes up each place, two of them at most: one that is not the other is a rival of anybody. Made once. */
function placesOf(gateway: Gateway): Places {
  const before = known.get(gateway);
  if (before !== undefined) return before;
  const places = new Map<string, OwnListener[]>();
  for (const listener of gateway.listeners)
    for (const place of claimed(listener))
      places.set(place, [...(places.get(place) ?? []).slice(0, 1), { gateway, listener }]);
  known.set(gateway, places);
  return places;
}

const layers: Readonly<Record<string, 'named' | 'tcp' | 'udp'>> = {
  HTTP: 'named',
  HTTPS: 'named',
  TLS: 'named',
  TCP: 'tcp',
  UDP: 'udp',
};

const placeOf = ({ port, protocol, host }: Listener): string => `${protocol} ${port} ${host?.value ?? '*'}`;

/** The places that a listener takes up: its own, and of TCP the whole port. */
function claimed(listener: Listener): readonly string[] {
  const layer = layers[listener.protocol];
  if (layer === undefined || listener.port === undefined) return [];
  return layer === 'named' ? [placeOf(listener), `named ${listener.port}`] : [`${layer} ${listener.port}`];
}

/** The places that nobody else may take up. */
function closedBy(listener: Listener): readonly string[] {
  const layer = layers[listener.protocol];
  if (layer === undefined || listener.port === undefined) return [];
  if (layer === 'named') return [placeOf(listener), `tcp ${listener.port}`];
  return layer === 'tcp' ? [`tcp ${listener.port}`, `named ${listener.port}`] : [`udp ${listener.port}`];
}
