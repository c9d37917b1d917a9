import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe, type Service } from '../model/resource.ts';
import { changedServices } from './changed-services.ts';
import type { Observation, TransitionRule, UnitChange } from './rule.ts';

const width = { ExternalName: 0, ClusterIP: 0, unknown: 0, NodePort: 1, LoadBalancer: 2 } as const;

export const serviceTypeWidened: TransitionRule = {
  id: 'service-type-widened',
  severity: 'warning',
  summary: 'a Service type that opens more than the one before',
  looksAt: 'transition',
  find: ({ units }) => units.flatMap(widenedIn),
};

const widenedIn = (unit: UnitChange): readonly Observation[] =>
  changedServices(unit)
    .filter(({ before, after }) => width[after.type.value] > width[before.type.value])
    .map(({ before, after }) => widened(before, after, unit.head.unit.id));

function widened(before: Service, after: Service, unit: string): Observation {
  const { kind, namespace, name } = after.id;
  return {
    about: `${namespace ?? ''}/${name}|${after.type.value}`,
    object: { kind, namespace, name },
    at: after.type.at,
    because: [],
    was: [before.type.at],
    message: say`${describe(after.id)} was of type ${before.type.value} and is now ${after.type.value}`,
    adds: say`the type was ${before.type.value}`,
    help: say`keep type ${before.type.value}, and let an Ingress or Gateway route to it`,
    units: [unit],
    cause: { object: objectName({ kind, namespace, name }), part: undefined },
  };
}
