import type { ConnectedRoute, Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import type { Config } from '../model/config.ts';
import { listed } from '../model/listed.ts';
import { say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe } from '../model/resource.ts';
import { objectOf, within } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** Only where the unit has classes: otherwise they are the cluster's, and nobody can tell. */
export const ingressClassUnresolved: StateRule = {
  id: 'ingress-class-unresolved',
  severity: 'info',
  summary: 'an Ingress whose class is none of those beside it',
  looksAt: 'state',
  find: ({ graph, unit }, config) =>
    graph.classes.length === 0
      ? []
      : graph.routes
          .filter((one) => one.route.id.kind === 'Ingress' && isUnresolved(one, graph, config))
          .map(({ route, className }) => ({
            about: objectName(route.id),
            object: objectOf(route.id),
            at: route.classAt ?? route.at,
            because: graph.classes.slice(0, maxNamed).map(({ at }) => at),
            ...(className === undefined
              ? {
                  message: say`${describe(route.id)} names no class, and none of the IngressClasses ${within(unit)} is the default`,
                  help: say`name one under spec.ingressClassName: ${listed(namesOf(graph))}`,
                }
              : {
                  message: say`the class ${className} of ${describe(route.id)} is none of the IngressClasses ${within(unit)}`,
                  ...meant(className, graph),
                }),
            units: [unit.id],
          })),
};

/** Classes that are named as a way out. */
const maxNamed = 5;

/** A class of an annotation needs no IngressClass: controllers knew their own names before there were any. */
function isUnresolved({ route, className }: ConnectedRoute, { classes }: Graph, { cluster }: Config): boolean {
  if (className === undefined) return !classes.some(({ isDefault }) => isDefault);
  if (isPlaceholder(className) || route.annotations.has('kubernetes.io/ingress.class')) return false;
  return (
    !classes.some(({ id }) => id.name === className || isPlaceholder(id.name)) &&
    !cluster.ingressControllers.some((one) => one.class === className)
  );
}

const namesOf = ({ classes }: Graph): readonly string[] =>
  [...new Set(classes.map(({ id }) => id.name))].slice(0, maxNamed);

function meant(className: string, graph: Graph): Pick<Observation, 'help' | 'fix'> {
  const near = nearest(className, namesOf(graph));
  return near === undefined
    ? {
        help: say`write one of the classes (${listed(namesOf(graph))}), or list this one under cluster.ingress_controllers`,
      }
    : { help: say`write ${near}, if that is meant`, fix: near };
}
