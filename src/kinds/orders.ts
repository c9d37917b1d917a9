import type { Manifest } from '../manifest/documents.ts';
import { mayHold } from '../manifest/prefilter.ts';

/**
 * Objects that make a controller deploy something which is not among the manifests, by API group, and those that say
 * where the controller finds it.
 */
export const orderKinds: Readonly<Record<string, readonly string[]>> = {
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'helm.fluxcd.io': ['HelmRelease'],
  'flux.weave.works': ['HelmRelease'],
  'helm.cattle.io': ['HelmChart', 'HelmChartConfig'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
  'source.toolkit.fluxcd.io': ['GitRepository', 'HelmRepository', 'OCIRepository', 'Bucket'],
  'argoproj.io': ['Application', 'ApplicationSet'],
};

/** A document in which this finds nothing is none of them: tags, anchors and comments may stand between `kind` and its value. */
export const orderWords: RegExp = new RegExp([...new Set(Object.values(orderKinds).flat())].join('|'));

/** Nor is one in a file without any of these. */
const groups: RegExp = new RegExp(Object.keys(orderKinds).join('|').replaceAll('.', '\\.'));

/** One character a byte is enough to find the words; text with a zero in it may hide them, as escapes do. */
export function mayHoldOrders(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes);
  return (mayHold(text, groups) && mayHold(text, orderWords)) || text.includes('\0');
}

export const isOrder = ({ apiVersion, kind }: Manifest): boolean =>
  orderKinds[apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0))]?.includes(kind) === true;
