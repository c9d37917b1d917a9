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
  const all = joins === undefined ? [gateway] : [gateway, joins];
  const byPlace = new Map<string, OwnListener[]>();
  for (const one of all)
    for (const listener of one.listeners)
      for (const place of claimed(listener))
        byPlace.set(place, [...(byPlace.get(place) ?? []).slice(0, 1), { gateway: one, listener }]);
  return new Map(
    gateway.listeners.flatMap((listener) => {
      const rivals = closedBy(listener).flatMap((place) => byPlace.get(place) ?? []);
      const rival = rivals.find((one) => one.listener !== listener);
      return rival === undefined ? [] : [[listener, rival] as const];
    }),
  );
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
