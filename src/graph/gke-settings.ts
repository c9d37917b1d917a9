import type { FrontendConfig, Route } from '../model/resource.ts';
import { withSettings } from './route-settings.ts';

/** Names the FrontendConfig of an Ingress, in its own namespace. */
export const frontendAnnotation = 'networking.gke.io/v1beta1.FrontendConfig';
/** Stands on a route whose FrontendConfig is known, and says whether it redirects. */
export const frontendRedirect = `${frontendAnnotation}/redirectToHttps.enabled`;

/** The routes with what the FrontendConfig says that they name; one that is not in the unit may say anything. */
export function withGkeSettings(routes: readonly Route[], configs: readonly FrontendConfig[]): readonly Route[] {
  if (configs.length === 0) return routes;
  const byName = Map.groupBy(configs, ({ id }) => id.name);
  return routes.map((route) => {
    const named = route.annotations.get(frontendAnnotation);
    const config = byName.get(named?.value.trim() ?? '')?.find(({ id }) => id.namespace === route.id.namespace);
    if (named === undefined || config === undefined) return route;
    return withSettings(route, [[frontendRedirect, config.redirect ?? { value: 'false', at: config.at }]]);
  });
}
