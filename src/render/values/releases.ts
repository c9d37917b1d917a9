import type { Manifest } from '../../manifest/documents.ts';
import { argoReleases } from './argo-releases.ts';
import { fluxRelease, oldFluxRelease } from './flux-releases.ts';
import { k3sRelease } from './k3s-releases.ts';
import type { Lookup, Release } from './release.ts';

/** Every chart that an object has installed; none where it is another kind of object. */
export function releasesOf(object: Pick<Manifest, 'root' | 'apiVersion' | 'kind'>, lookup: Lookup): readonly Release[] {
  const group = object.apiVersion.slice(0, Math.max(object.apiVersion.indexOf('/'), 0));
  if (object.kind === 'HelmRelease')
    return [(group === 'helm.toolkit.fluxcd.io' ? fluxRelease : oldFluxRelease)(object.root, lookup)];
  if (object.kind === 'HelmChart' || object.kind === 'HelmChartConfig')
    return group === 'helm.cattle.io' ? k3sRelease(object.root, object.kind, lookup) : [];
  return object.kind === 'Application' && group === 'argoproj.io' ? argoReleases(object.root, lookup) : [];
}
