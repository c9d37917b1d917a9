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
  const known = new Map<string, readonly Source[]>();
  const find = (source: SourceRef): readonly Source[] => {
    const all = named.get(nameOf(source)) ?? [];
    const near = all.filter((one) => isNear(namespaceOf(one), source.namespace));
    return distinct((near.length > 0 ? near : all).map(sourceOf), source);
  };
  return ({ source, at }) => {
    if ('url' in source) return [{ url: normalized(source.url), at }];
    const key = JSON.stringify([source.kind, source.name, source.namespace]);
    const found = known.get(key) ?? find(source);
    known.set(key, found);
    return found;
  };
}

/** Clusters of one repository have sources of one name, nearly always of one address. */
const maxAddresses = 10;

/** Each address once; where they are very many, all of them stand as one that nobody knows. */
function distinct(sources: readonly Source[], name: SourceRef): readonly Source[] {
  const byUrl = [...new Map(sources.map((one) => [one.url, one])).values()];
  const [first] = byUrl;
  return first !== undefined && byUrl.length > maxAddresses
    ? [{ url: `more than ${maxAddresses} addresses of ${nameOf(name)}`, at: first.at }]
    : byUrl;
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
