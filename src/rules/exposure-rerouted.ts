import { type Change, routeKinds, type Target } from '../exposure/exposure.ts';
import { objectName, objectNames, workloadNamed } from '../graph/objects.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { doorOf, targetOf } from './words.ts';

export const exposureRerouted: TransitionRule = {
  id: 'exposure-rerouted',
  severity: 'notice',
  summary: 'a way in that leads to another place now',
  looksAt: 'transition',
  find: (transition) => {
    const rerouted = [...transition.diff.rerouted, ...takenOver(transition)].filter(isReroute);
    if (rerouted.length === 0) return [];
    const [apps, isCanary] = [appsOf(transition), canaries(transition)];
    return rerouted.map((change) => observe(change, apps, isCanary(change)));
  },
};

/** A way that leads nowhere, or did, is a broken link or a mended one, and other rules say so. */
const isReroute = ({ before, after, backends }: Change): boolean =>
  backends !== 'lost' && before.target !== undefined && after.target !== undefined;

/**
 * An address that a route of another namespace has taken, for pods that base had already or beside those that are still
 * there: where all of it moves together, nothing leads elsewhere.
 */
function takenOver({ diff, units }: Transition): readonly Change[] {
  const moved = [diff.moved, diff.widened, diff.narrowed, diff.changed].flatMap((changes) =>
    changes.filter(({ attributes }) => attributes.includes('object') && !attributes.includes('target')),
  );
  const stands = (side: 'base' | 'head', target: Target | undefined): boolean =>
    target !== undefined && units.some((unit) => objectNames(unit[side].graph).has(objectName(target)));
  return moved.filter(
    ({ before, after }) =>
      routeKinds.includes(after.entry.kind) && (stands('base', after.target) || stands('head', before.target)),
  );
}

type AppOf = (target: Target, side: 'base' | 'head') => string | undefined;

function observe(change: Change, apps: AppOf, isCanary: boolean): Observation {
  const { before, after, backends } = change;
  const leads: Message =
    backends === 'gained' ? literal('now leads to') : say`led to ${placeOf(before)} and now leads to`;
  const also = backends === 'gained' ? say`, besides ${placeOf(before)}` : say``;
  return {
    about: `${after.key}|${placeKey(after)}`,
    object: after.entry.object,
    at: after.at,
    because: after.because,
    was: [before.at, ...before.because],
    message: say`${doorOf(after)} ${leads} ${placeOf(after)}${also}`,
    adds:
      backends === 'gained'
        ? say`before, it led to ${placeOf(before)} alone`
        : say`before, it led to ${placeOf(before)}`,
    help: say`lead it to ${placeOf(before)} again, or confirm that its clients may reach ${placeOf(after)}`,
    ...(isForeign(change) || (!isCanary && isOtherApp(change, apps)) ? { severity: 'warning' } : {}),
    units: after.units,
    exposure: after.key,
    cause: causeOf(after),
  };
}

const placeOf = ({ target, hops }: Change['after']): Message => {
  if (target !== undefined) return targetOf(target);
  const hop = hops.at(-1);
  return hop === undefined ? literal('no workload in this repository') : say`${describe(hop)}`;
};

const placeKey = ({ target, hops }: Change['after']): string =>
  target === undefined ? (hops.at(-1)?.name ?? '') : `${objectName(target)}:${target.port ?? ''}`;

/** Another namespace; an unset one may be the same. */
function isForeign({ before, after }: Change): boolean {
  const [was, now] = [before.target?.namespace, after.target?.namespace];
  return was !== undefined && now !== undefined && was !== now;
}

/** What calls itself another application. */
function isOtherApp({ before, after }: Change, apps: AppOf): boolean {
  const [was, now] = [before.target && apps(before.target, 'base'), after.target && apps(after.target, 'head')];
  return was !== undefined && now !== undefined && was !== now;
}

const appLabels = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/** What a workload's pods are called by the first of the usual labels. */
const appsOf =
  ({ units }: Transition): AppOf =>
  (target, side) => {
    const labels = units
      .map((unit) => workloadNamed(unit[side].graph, target)?.labels)
      .find((one) => one !== undefined);
    return appLabels.map((name) => labels?.get(name)).find((value) => value !== undefined);
  };

/** Some of the requests go to a second version on purpose. */
function canaries({ units }: Transition): (change: Change) => boolean {
  const names = new Set(
    units.flatMap(({ head }) =>
      head.graph.routes.flatMap(({ route }) =>
        route.annotations.get('nginx.ingress.kubernetes.io/canary')?.value === 'true' ? objectName(route.id) : [],
      ),
    ),
  );
  return ({ after }) => names.has(objectName(after.entry.object));
}
