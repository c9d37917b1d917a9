import { field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { RouteBackend } from '../../model/resource.ts';
import { placedText, portNumber } from '../fields.ts';
import type { Unclear } from '../kind-reader.ts';
import { serviceOf } from './names.ts';

/** Where an HTTP rule leads; one that redirects or answers by itself leads nowhere. */
export function httpBackends(rule: Node, unclear: Unclear): readonly RouteBackend[] {
  const delegate = field(rule, 'delegate');
  if (delegate !== undefined) return [delegateOf(delegate)];
  if (field(rule, 'redirect') !== undefined || field(rule, 'directResponse') !== undefined) return [];
  return [...destinationsOf(rule, unclear), ...mirrorsOf(rule, unclear)];
}

/** The destinations that get traffic: one alone gets all of it, of several those with a weight. */
export function destinationsOf(rule: Node, unclear: Unclear): readonly RouteBackend[] {
  const all = items(field(rule, 'route'));
  const weighing = all.filter((one) => !['0', undefined].includes(scalarText(field(one, 'weight'))));
  // A list in which nobody has a weight is refused; until it is written anew nobody knows who was meant.
  return (all.length === 1 || weighing.length === 0 ? all : weighing).flatMap((one) => {
    const destination = field(one, 'destination');
    return destination === undefined ? [] : destinationOf(destination, unclear);
  });
}

/** A mirror gets a copy of the requests, and so it is reached. */
function mirrorsOf(rule: Node, unclear: Unclear): readonly RouteBackend[] {
  const single = field(rule, 'mirror');
  const isOff = scalarText(field(rule, 'mirrorPercentage', 'value')) === '0';
  return [
    ...(single === undefined || isOff ? [] : [destinationOf(single, unclear)]),
    ...items(field(rule, 'mirrors')).flatMap((mirror) => {
      const destination = field(mirror, 'destination');
      if (destination === undefined || scalarText(field(mirror, 'percentage', 'value')) === '0') return [];
      return destinationOf(destination, unclear);
    }),
  ];
}

function delegateOf(node: Node): RouteBackend {
  const name = placedText(node, 'name');
  return {
    at: name?.at ?? positionOf(node),
    target: 'fragment',
    name: name?.value ?? '',
    namespace: scalarText(field(node, 'namespace')) || undefined,
    port: undefined,
    keepsPaths: true,
  };
}

/**
 * The port is a Service's own number. It may be left out where the Service has one alone; of several it is then the one
 * with the number of the gateway's port.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
function destinationOf(node: Node, unclear: Unclear): RouteBackend {
  const host = placedText(node, 'host');
  const service = isPlaceholder(host?.value ?? '') ? undefined : serviceOf(host?.value ?? '');
  const written = field(node, 'port', 'number');
  const port = portNumber(written);
  const at = host?.at ?? positionOf(node);
  if (written !== undefined && port === undefined && !isPlaceholder(scalarText(written) ?? ''))
    unclear(positionOf(written), say`${scalarText(written) ?? 'this'} is not a port of a Service`);
  const portOf = written === undefined ? ({ portOf: 'same' } as const) : {};
  if (service === undefined) {
    const name = host?.value ?? '';
    return { at, target: 'opaque', name, host: name, port, ...portOf };
  }
  const subset = scalarText(field(node, 'subset'));
  return {
    at,
    target: 'service',
    ...service,
    port,
    ...portOf,
    ...(subset === undefined ? {} : { subset }),
  };
}
