import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe, type Route } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { TransitionRule, UnitChange } from './rule.ts';

/** @see https://knative.dev/docs/serving/services/private-services/ */
export const visibilityLabelRemoved: TransitionRule = {
  id: 'visibility-label-removed',
  severity: 'warning',
  summary: 'what was visible only inside the cluster is open',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap(({ base, head }) => {
      const kept = new Map(internalIn(base).map((route) => [nameOf(route), route]));
      return head.graph.routes.flatMap(({ route }) => {
        const before = route.isInternal ? undefined : kept.get(nameOf(route));
        if (before === undefined) return [];
        return {
          about: nameOf(route),
          object: objectOf(route.id),
          at: route.at,
          because: route.rules.map(({ at }) => at),
          was: [before.at],
          message: say`${describe(route.id)} was visible only inside the cluster and is now open to whoever reaches its gateway`,
          help: say`keep the label networking.knative.dev/visibility: cluster-local`,
          units: [head.unit.id],
          cause: { object: objectName(route.id), part: undefined },
        };
      });
    }),
};

const internalIn = ({ graph }: UnitChange['base']): readonly Route[] =>
  graph.routes.flatMap(({ route }) => (route.isInternal ? route : []));

/** With its group: a Service of Knative is another object than a Service. */
const nameOf = ({ id }: Route): string => `${id.group}/${objectName(id)}`;
