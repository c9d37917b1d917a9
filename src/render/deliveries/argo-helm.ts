import { field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { SetLine } from '../helm/chart/set-values.ts';
import { documentsInside } from '../kustomize/objects.ts';
import { Refusal } from '../kustomize/refusal.ts';
import type { ChartRequest, ValuesFile } from './claim.ts';

/**
 * What an Application gives to a chart.
 *
 * @param sources all of the Application's: a values file may lie in another one, which is called by its `ref`
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
 */
export function chartRequest(source: Node, name: string, sources: readonly Node[]): ChartRequest {
  const helm = field(source, 'helm');
  const inline = field(helm, 'valuesObject') ?? parsed(field(helm, 'values'));
  return {
    release: scalarText(field(helm, 'releaseName')) ?? name,
    files: items(field(helm, 'valueFiles')).flatMap((node) => valuesFile(node, sources)),
    references: [],
    values: inline === undefined ? [] : [inline],
    parameters: items(field(helm, 'parameters')).map(setLine),
    unseen: items(field(helm, 'fileParameters')),
  };
}

/** Argo CD writes commas and the like of a parameter's value as they are. */
function setLine(node: Node): SetLine {
  const value = (scalarText(field(node, 'value')) ?? '').replaceAll(/[\\,]/g, (character) => `\\${character}`);
  return {
    text: `${scalarText(field(node, 'name')) ?? ''}=${value}`,
    isText: scalarText(field(node, 'forceString')) === 'true',
    at: positionOf(field(node, 'value') ?? node),
  };
}

/** `$values/path` is a file of the source that is called `values`; whether that one is this repository shows by the file. */
function valuesFile(node: Node, sources: readonly Node[]): readonly ValuesFile[] {
  const written = scalarText(node) ?? '';
  const [, reference, rest = ''] = /^\$([\w.-]+)\/(.*)$/.exec(written) ?? [];
  if (reference === undefined)
    return [{ path: written, from: written.startsWith('/') ? 'repository' : 'chart', at: positionOf(node) }];
  const isKnown = sources.some((one) => scalarText(field(one, 'ref')) === reference);
  return isKnown ? [{ path: rest, from: 'repository', at: positionOf(node) }] : [];
}

/** Values that are written as a text. */
function parsed(node: Node | undefined): Node | undefined {
  if (node?.kind !== 'scalar') return node;
  try {
    return documentsInside(node)[0];
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
