import { type Exposure, routeKinds } from '../exposure/exposure.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening } from './openings.ts';
import type { Transition, TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

export const crossNamespaceExposure: TransitionRule = {
  id: 'cross-namespace-exposure',
  severity: 'notice',
  summary: 'a route into a namespace that is not its own',
  looksAt: 'transition',
  find: (transition) =>
    arriving(transition).flatMap((exposure) => {
      const hop = exposure.hops.at(-1);
      const own = exposure.entry.object.namespace;
      if (hop?.namespace === undefined || own === undefined || hop.namespace === own) return [];
      return opening(exposure, {
        message: say`${doorOf(exposure)} leads to ${describe(hop)}, in a namespace that is not its own`,
        adds: say`it crosses into namespace ${hop.namespace}`,
        help: say`confirm that the owner of namespace ${hop.namespace} agrees`,
      });
    }),
};

/** Routes that are new, or lead elsewhere than they did; once for each key, units and Service. */
function arriving({ diff }: Transition): readonly Exposure[] {
  const rerouted = diff.rerouted.flatMap(({ before, after, backends }) =>
    backends === 'lost' || before.hops.at(-1)?.namespace === after.hops.at(-1)?.namespace ? [] : after,
  );
  const routes = [...diff.added, ...rerouted].filter(({ entry }) => routeKinds.includes(entry.kind));
  return [...new Map(routes.map((one) => [[one.key, ...one.units, one.hops.at(-1)?.name].join('\n'), one])).values()];
}
