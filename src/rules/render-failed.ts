import type { Problem } from '../model/gap.ts';
import { literal, say } from '../model/message.ts';
import type { TransitionRule, UnitChange, UnitSide } from './rule.ts';

/** The gap that stands beside it blocks; this says that it is the change that broke it. */
export const renderFailed: TransitionRule = {
  id: 'render-failed',
  severity: 'warning',
  summary: 'a chart or kustomization that cannot be rendered any more',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap((unit) => {
      const refusal = newRefusal(unit);
      const { id, root, renderer } = unit.head.unit;
      return refusal === undefined
        ? []
        : {
            about: id,
            object: { kind: kinds[renderer], namespace: undefined, name: root },
            at: refusal.at,
            because: [],
            message: say`${id} could be rendered at base and cannot be any more`,
            help: say`fix what the renderer stops at${literal(commands[renderer])}`,
            units: [id],
          };
    }),
};

const commands = { plain: '', kustomize: ' (kustomize build)', helm: ' (helm template)' } as const;
const kinds = { plain: 'Directory', kustomize: 'Kustomization', helm: 'Chart' } as const;

/** What stops it now, where base gave objects. */
function newRefusal({ base, head }: UnitChange): Problem | undefined {
  return isWhole(base) ? head.refusal : undefined;
}

const isWhole = ({ isThere, refusal, graph: { services, workloads, routes } }: UnitSide): boolean =>
  isThere && refusal === undefined && services.length + workloads.length + routes.length > 0;
