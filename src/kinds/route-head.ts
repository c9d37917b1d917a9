import type { MapNode } from '../manifest/node.ts';
import type { ResourceId, Route } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { objectPosition } from './fields.ts';

/**
 * What all routes have in common. They have no parents, hosts and annotations unless a reader says so: what a controller
 * does not read of an object decides nothing.
 *
 * @param usual the class where the object asks for none: the controller that serves its kind
 * @param asked the class that it asks for, where its controller lets it
 */
export const routeHead = (
  root: MapNode,
  id: ResourceId,
  usual?: string,
  asked?: Placed<string>,
): Omit<Route, 'opens' | 'rules'> => ({
  role: 'route',
  id,
  at: objectPosition(root),
  className: asked?.value ?? usual,
  classAt: asked?.at,
  parents: undefined,
  speaks: [],
  hostnames: [],
  tlsHosts: [],
  annotations: new Map(),
});

export const classAnnotation = 'kubernetes.io/ingress.class';

/** A host that the platform makes up: a generated name below a domain that stands in no manifest. */
export const generatedHost = ({ name, namespace }: ResourceId, separator: '-' | '.', domain: string): string =>
  `${[name, ...(namespace === undefined ? [] : [namespace])].join(separator)}.<${domain}>`;
