import type { JoinedName } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';
const provider = '@kubernetescrd';

/**
 * The middlewares that the annotation of an Ingress names, `shop-auth@kubernetescrd`: objects of the cluster, where
 * that provider stands behind them.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 */
export const joinedMiddlewares = (annotations: ReadonlyMap<string, Placed<string>>): readonly JoinedName[] =>
  (annotations.get(annotation)?.value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((text) => text.endsWith(provider))
    .map((text) => ({ kind: 'Middleware', joined: text.slice(0, -provider.length), text }));
