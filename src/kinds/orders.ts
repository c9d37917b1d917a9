import type { Manifest } from '../manifest/documents.ts';

/**
 * Objects that make a controller deploy something which is not among the manifests, by API group, and those that say
 * where the controller finds it.
 */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'helm.fluxcd.io': ['HelmRelease'],
  'flux.weave.works': ['HelmRelease'],
  'helm.cattle.io': ['HelmChart'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
  'source.toolkit.fluxcd.io': ['GitRepository', 'HelmRepository', 'OCIRepository', 'Bucket'],
  'argoproj.io': ['Application', 'ApplicationSet'],
};

/** A document that holds none of these words is none of them. */
export const orderWords: RegExp = new RegExp(Object.keys(kinds).join('|').replaceAll('.', '\\.'));

export const isOrder = ({ apiVersion, kind }: Manifest): boolean =>
  kinds[apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0))]?.includes(kind) === true;
