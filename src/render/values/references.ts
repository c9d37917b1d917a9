import { field, type Node, scalarText } from '../../manifest/node.ts';
import { decodedBase64 } from '../../manifest/scalar.ts';
import { scalarAt } from '../kustomize/edit.ts';
import { textIn } from './nodes.ts';
import type { Lookup } from './release.ts';

/** A text of a ConfigMap or a Secret that a release takes values from. */
export interface ValuesReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly key: string;
  /** The one value that the text is, where it is not the values themselves. */
  readonly target?: string | undefined;
}

/**
 * An item of `valuesFrom`, in the release's own namespace.
 * @see https://fluxcd.io/flux/components/helm/helmreleases/#values-references
 */
export const valuesReference = (item: Node, namespace: string | undefined): ValuesReference => ({
  kind: textIn(item, 'kind') ?? 'ConfigMap',
  name: textIn(item, 'name') ?? '',
  namespace,
  key: textIn(item, 'valuesKey') ?? 'values.yaml',
  target: textIn(item, 'targetPath'),
});

/** Undefined where the unit does not have it, or has it encrypted. */
export function referredText({ kind, name, namespace, key }: ValuesReference, lookup: Lookup): Node | undefined {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined;
  const object = lookup.object(kind, namespace, name);
  const text = kind === 'ConfigMap' ? field(object, 'data', key) : secretText(object, key);
  return isEncrypted(text) ? undefined : text;
}

/** The API server lays `stringData` over `data`. */
function secretText(secret: Node | undefined, key: string): Node | undefined {
  const written = field(secret, 'stringData', key);
  const encoded = field(secret, 'data', key);
  if (written !== undefined || encoded === undefined) return written;
  const text = decodedBase64(scalarText(encoded) ?? '');
  return text === undefined ? undefined : scalarAt(text, encoded);
}

/** @see https://getsops.io/docs/ */
const isEncrypted = (text: Node | undefined): boolean => scalarText(text)?.startsWith('ENC[') === true;
