import type { Danger } from '../exposure/controllers/controller.ts';
import { readersOf } from '../exposure/controllers/index.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName, objectNames } from '../graph/objects.ts';
import type { Severity } from '../model/finding.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { objectOf } from './links.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';

/** @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/ */
export const dangerousAnnotationAdded: TransitionRule = {
  id: 'dangerous-annotation-added',
  severity: 'warning',
  summary: 'an annotation that reaches into the ingress controller itself',
  looksAt: 'transition',
  find: (transition) => {
    const fresh = transition.units.flatMap(({ base, head }) => {
      const known = new Set(base.graph.routes);
      return head.graph.routes.flatMap((connected) =>
        known.has(connected) ? [] : risksOf(connected).map((risk) => ({ ...risk, connected, unit: head.unit.id })),
      );
    });
    if (fresh.length === 0) return [];
    const before = textsAtBase(transition);
    return fresh.flatMap((risk) => observe(risk, before(risk)));
  },
};

interface Risk {
  readonly name: string;
  readonly danger: Danger;
  readonly written: Placed<string>;
}

interface FreshRisk extends Risk {
  readonly connected: ConnectedRoute;
  readonly unit: string;
}

function risksOf(connected: ConnectedRoute): readonly Risk[] {
  const { annotations } = connected.route;
  const readers = annotations.size === 0 ? [] : readersOf(connected);
  return readers.flatMap(({ dangerous }) =>
    [...dangerous].flatMap(([name, danger]) => {
      const written = annotations.get(name);
      const isSet = written !== undefined && written.value.trim() !== '' && danger.only?.(written) !== false;
      return isSet ? { name, danger, written } : [];
    }),
  );
}

/** Finds what stood there at base, in the same Ingress, or in one that is gone with the very same text. */
function textsAtBase({ units }: Transition): (risk: FreshRisk) => Placed<string> | undefined {
  const own = new Map<string, Placed<string>>();
  const left = new Map<string, Placed<string>>();
  for (const { base, head } of units) {
    const standing = objectNames(head.graph);
    for (const connected of base.graph.routes)
      for (const { name, written } of risksOf(connected)) {
        const object = objectName(connected.route.id);
        own.set([base.unit.id, object, name].join('\n'), written);
        if (!standing.has(object)) left.set([name, written.value].join('\n'), written);
      }
  }
  return ({ connected, unit, name, written }) =>
    own.get([unit, objectName(connected.route.id), name].join('\n')) ?? left.get([name, written.value].join('\n'));
}

/** A text that has changed is as new as one that was not there: nobody has read it yet. */
function observe(
  { connected: { route }, name, danger, written, unit }: FreshRisk,
  was: Placed<string> | undefined,
): readonly Observation[] {
  if (was?.value === written.value) return [];
  const isNew = was === undefined;
  const help = danger.risk === 'critical' ? howToAvoid : say`confirm that the owner of the controller agrees`;
  return [
    {
      about: `${objectName(route.id)}|${name}`,
      object: objectOf(route.id),
      at: written.at,
      because: [],
      was: was === undefined ? [] : [was.at],
      message: say`${literal(isNew ? 'adds' : 'changes')} ${name} ${literal(isNew ? 'to' : 'of')} ${describe(route.id)}, which ${literal(danger.does)}`,
      whole: written.value,
      help,
      severity: weight(danger, isNew),
      units: [unit],
    },
  ];
}

const howToAvoid = say`use the annotation made for this purpose, and disable snippets in the controller`;

const weight = ({ risk }: Danger, isNew: boolean): Severity => {
  if (!isNew) return 'warning';
  return risk === 'critical' ? 'error' : risk === 'guard' ? 'notice' : 'warning';
};
