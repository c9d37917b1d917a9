import type { MapNode } from '../manifest/node.ts';
import type { ResourceId, Route } from '../model/resource.ts';
import { annotationsOf, objectPosition } from './fields.ts';

/** What the kinds have in common that one controller serves by itself: the class stands for it. */
export const classRoute = (root: MapNode, id: ResourceId, className: string): Omit<Route, 'opens' | 'rules'> => {
  const annotations = annotationsOf(root);
  const asked = annotations.get('kubernetes.io/ingress.class');
  return {
    role: 'route',
    id,
    at: objectPosition(root),
    className: asked?.value ?? className,
    classAt: asked?.at,
    parents: undefined,
    speaks: [],
    hostnames: [],
    tlsHosts: [],
    annotations,
  };
};

/** A host that the platform makes up: a generated name below a domain that stands in no manifest. */
export const generatedHost = ({ name, namespace }: ResourceId, separator: '-' | '.', domain: string): string =>
  `${[name, ...(namespace === undefined ? [] : [namespace])].join(separator)}.<${domain}>`;
