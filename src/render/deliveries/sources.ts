import type { Manifest } from '../../manifest/documents.ts';
import { field, positionOf, scalarText } from '../../manifest/node.ts';
import type { Position } from '../../model/source.ts';
import { normalized } from '../source-url.ts';
import type { Claim, SourceRef } from './claim.ts';

/** An address, and where it is written. */
export interface Source {
  readonly url: string;
  readonly at: Position;
}

/** Answers where a claim takes from what it deploys: several, where several objects are called so; none where none is here. */
export function sourcesIn(objects: readonly Manifest[]): (claim: Claim) => readonly Source[] {
  const named = Map.groupBy(objects.filter(isSource), nameOfObject);
  return ({ source, at }) => {
    if ('url' in source) return [{ url: normalized(source.url), at }];
    const all = named.get(nameOf(source)) ?? [];
    const near = all.filter((one) => isNear(namespaceOf(one), source.namespace));
    return (near.length > 0 ? near : all).map(sourceOf);
  };
}

export const nameOf = ({ kind, name }: SourceRef): string => `${kind} ${name}`;

export const isSource = ({ kind }: Manifest): boolean =>
  /^(GitRepository|HelmRepository|OCIRepository|Bucket)$/.test(kind);

const nameOfObject = ({ kind, root }: Manifest): string =>
  nameOf({ kind, name: scalarText(field(root, 'metadata', 'name')) ?? '' });

const namespaceOf = ({ root }: Manifest): string | undefined => scalarText(field(root, 'metadata', 'namespace'));

/** A kustomization may still give a namespace to what names none. */
const isNear = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

function sourceOf({ root }: Manifest): Source {
  const url = field(root, 'spec', 'url') ?? field(root, 'spec', 'endpoint');
  return { url: normalized(scalarText(url) ?? ''), at: positionOf(url ?? root) };
}
