import type { Manifest } from '../../manifest/documents.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { inFolder } from '../helm/chart-closure.ts';
import { joinPath } from '../kustomize/files.ts';
import type { Applications } from './application-set.ts';
import { argoApplication } from './argo.ts';
import type { Claim } from './claim.ts';
import { fluxKustomization } from './flux.ts';
import { helmRelease } from './helm-release.ts';

/**
 * What an object asks a controller to deploy; nothing where it is none of those that do.
 * @param made the Applications that an ApplicationSet makes
 */
export function claimsOf(object: Manifest, made: (set: Manifest) => Applications['applications']): readonly Claim[] {
  const group = object.apiVersion.slice(0, object.apiVersion.indexOf('/'));
  if (object.kind === 'Kustomization') return group.endsWith('fluxcd.io') ? [fluxKustomization(object)] : [];
  if (object.kind === 'Application') return argoApplication(object, 'Application');
  if (object.kind === 'ApplicationSet') return made(object).flatMap((one) => argoApplication(one, 'ApplicationSet'));
  return object.kind === 'HelmRelease' || object.kind === 'HelmChart' ? [helmRelease(object)] : [];
}

/** The folder of the chart that a claim means, where that is one of this repository. */
export function chartFolderOf({ source, chart, path }: Claim, tree: FileTree): string | undefined {
  const isOfGit = 'url' in source ? chart === undefined : source.kind === 'GitRepository';
  const folder = isOfGit ? joinPath('', chart ?? path) : undefined;
  return folder !== undefined && tree.entry(inFolder(folder || '.', 'Chart.yaml')) !== undefined
    ? folder || '.'
    : undefined;
}
