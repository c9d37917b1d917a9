import type { Config } from '../model/config.ts';
import { byText } from '../model/source.ts';
import { environmentOf } from './environment.ts';
import type { Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/** A unit for each kustomization that somebody deploys, on either side; the configuration may give it a name. */
export function kustomizeUnits({ base, head }: Pick<Sides, 'base' | 'head'>, config: Config): readonly UnitPlan[] {
  const roots = [...new Set([...base.kustomize.roots, ...head.kustomize.roots])].sort(byText);
  return roots.map((root) => {
    const paths = new Set([base, head].flatMap((side) => [...side.kustomize.filesOf(root)]));
    return {
      unit: { ...namedBy(root, config), root, renderer: 'kustomize' },
      paths: [...paths].sort(byText),
      isThere: ({ kustomize }) => kustomize.has(root),
      contents: ({ kustomize }) => [kustomize.contentOf(root)].filter((one) => one !== undefined),
      manifests: ({ kustomize }) => kustomize.manifestsOf(root),
    };
  });
}

function namedBy(root: string, config: Config): { readonly id: string; readonly environment: string | undefined } {
  const configured = config.units.find(({ type, path }) => type === 'kustomize' && path.replace(/\/$/, '') === root);
  return configured === undefined
    ? { id: root, environment: environmentOf(root, config) }
    : { id: configured.name, environment: configured.environment };
}
