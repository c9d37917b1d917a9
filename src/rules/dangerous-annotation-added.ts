import { controllerOf, controllers } from '../exposure/controllers/index.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe, idKey } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { Observation, TransitionRule, UnitChange } from './rule.ts';

/** @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/ */
export const dangerousAnnotationAdded: TransitionRule = {
  id: 'dangerous-annotation-added',
  severity: 'warning',
  summary: 'an annotation that reaches into the ingress controller itself',
  looksAt: 'transition',
  find: ({ units }) => units.flatMap(addedIn),
};

/** A text that has changed is as new as one that was not there: nobody has read it yet. */
function addedIn({ base, head }: UnitChange): readonly Observation[] {
  const known = new Set(base.graph.routes);
  const fresh = head.graph.routes.filter((one) => !known.has(one) && one.route.annotations.size > 0);
  if (fresh.length === 0) return [];
  const before = new Map(base.graph.routes.map(({ route }) => [idKey(route.id), route]));
  return fresh.flatMap((one) => {
    const old = before.get(idKey(one.route.id))?.annotations;
    return [...risksOf(one)].flatMap(([name, risk]) => {
      const [was, now] = [old?.get(name), one.route.annotations.get(name)];
      if (now === undefined || now.value === was?.value) return [];
      return observe(one, { name, risk, isNew: was === undefined, at: now.at, was: was?.at, unit: head.unit.id });
    });
  });
}

const risksOf = (one: ConnectedRoute): ReadonlyMap<string, 'critical' | 'high'> => {
  const known = controllerOf(one);
  return known?.dangerous ?? new Map(controllers.flatMap(({ dangerous }) => [...dangerous]));
};

interface Risk {
  readonly name: string;
  readonly risk: 'critical' | 'high';
  readonly isNew: boolean;
  readonly at: Observation['at'];
  readonly was: Observation['at'] | undefined;
  readonly unit: string;
}

function observe({ route }: ConnectedRoute, { name, risk, isNew, at, was, unit }: Risk): Observation {
  const isCritical = risk === 'critical';
  const what = isCritical
    ? literal('puts its text into the configuration of the ingress controller, with what that one may read')
    : literal('reaches beyond this Ingress');
  return {
    about: `${objectName(route.id)}|${name}`,
    object: objectOf(route.id),
    at,
    because: [],
    was: was === undefined ? [] : [was],
    message: say`${literal(isNew ? 'adds' : 'changes')} ${name} of ${describe(route.id)}, which ${what}`,
    help: isCritical
      ? say`use an annotation or a policy of its own for what it does, and forbid snippets in the controller`
      : say`confirm that the owner of the controller agrees`,
    ...(isCritical && isNew ? { severity: 'error' } : {}),
    units: [unit],
  };
}
