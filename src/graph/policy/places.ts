import type { Labels } from '../../model/resource.ts';
import type { Admission, PodCaller } from './admission.ts';
import { isOther, type LabelBox, someOther } from './label-box.ts';
import type { PeerScope, PeerScopes } from './peer-scopes.ts';

/** Names of namespaces: the workload's own, those with other labels than before, and all that are heard of. */
export interface NamespaceNames {
  readonly own: string;
  readonly changed: readonly string[];
  readonly known: readonly string[];
}

/** Namespaces that the scopes treat alike: named ones, or all that no manifest holds. */
export interface Place {
  readonly names: readonly [string, ...string[]];
  readonly isOwn: boolean;
  /** False where its pods are only told of if nobody else says the same: no peer names the namespace. */
  readonly isTold: boolean;
  /** Everybody there. */
  readonly box: LabelBox;
  /** The scopes that somebody there may be in, on each side. */
  readonly was: ReadonlySet<PeerScope>;
  readonly now: ReadonlySet<PeerScope>;
  readonly boxesOf: (scope: PeerScope) => readonly LabelBox[];
  readonly caller: (labels: Labels) => PodCaller;
  /** True for whatever labels a namespace has that no manifest holds. */
  readonly isAnywhere: boolean;
  readonly who: (pods: string, namespaces: string) => readonly string[];
}

interface Sides {
  readonly was: Admission;
  readonly now: Admission;
}

const nameLabel = 'kubernetes.io/metadata.name';
export const nameKey = `namespace:${nameLabel}`;

/** The namespaces that are told of, then those of any labels, then all others. */
export function placesOf(scopes: PeerScopes, sides: Sides, { own, changed, known }: NamespaceNames): readonly Place[] {
  const named = [...(scopes.values.get(nameKey) ?? [])].filter((name) => name !== undefined);
  const told = new Set([own, ...named.filter((name) => name !== someOther), ...changed]);
  const names = new Set([...told, ...known, unheardOf]);
  const groups = Map.groupBy(names, (name) => {
    const [was, now] = [inNamespace(name, scopes, sides.was), inNamespace(name, scopes, sides.now)];
    return JSON.stringify([told.has(name), name === own, was, now]);
  });
  const places = [...groups.values()].map((same) =>
    namedPlace(same as [string, ...string[]], scopes, sides, { own, told }),
  ); // no group is empty
  return [...places.filter(({ isTold }) => isTold), anywhere(scopes), ...places.filter(({ isTold }) => !isTold)];
}

/** The numbers of the scopes that pods of the namespace may be in. */
const inNamespace = (name: string, { all }: PeerScopes, { hasNamespace }: Admission): readonly number[] =>
  all.flatMap(({ scope, policy }, index) => (hasNamespace(scope, policy, name) ? index : []));

function namedPlace(
  names: readonly [string, ...string[]],
  { all }: PeerScopes,
  { was, now }: Sides,
  { own, told }: { readonly own: string; readonly told: ReadonlySet<string> },
): Place {
  const [name] = names;
  const isTold = told.has(name);
  const scopesAt = ({ hasNamespace }: Admission): ReadonlySet<PeerScope> =>
    new Set(all.filter(({ scope, policy }) => hasNamespace(scope, policy, name)));
  return {
    names,
    isOwn: name === own,
    isTold,
    isAnywhere: false,
    box: new Map(),
    was: scopesAt(was),
    now: scopesAt(now),
    boxesOf: ({ pods }) => pods,
    caller: (labels) => ({ caller: 'pod', namespace: name, labels: labelsOf('pod', labels) }),
    who: (pods) => (isTold ? names : [name]).map((one) => `${pods} in ${nameWords(one)}`),
  };
}

/** A name that none has. */
export const unheardOf = 'some other namespace';

const nameWords = (name: string): string => (name === unheardOf ? name : `namespace ${name}`);

/** Whatever labels a namespace has; those that somebody names are places of their own. */
function anywhere({ all }: PeerScopes): Place {
  const scopes = new Set(all.filter(({ scope }) => scope.namespaces !== undefined));
  return {
    names: [unheardOf],
    isOwn: false,
    isTold: true,
    isAnywhere: true,
    box: new Map([[nameKey, new Set([someOther])]]),
    was: scopes,
    now: scopes,
    boxesOf: ({ podsAndNamespaces }) => podsAndNamespaces,
    caller: (labels) => ({
      caller: 'pod',
      namespace: someOther,
      namespaceLabels: labelsOf('namespace', labels),
      labels: labelsOf('pod', labels),
    }),
    who: (pods, namespaces) => [`${pods} in ${namespaces}`],
  };
}

/**
 * `app=web,guest`: a label of which no value matters is its key alone, as in a selector of `kubectl`; one with a value
 * that no policy names is `tier=(other)`, which no label can be.
 *
 * @param isNamed does a policy name a value of this label?
 */
export const labelText = (labels: Labels, isNamed: (key: string) => boolean): string =>
  [...labels]
    .map(([key, value]) => (!isOther(value) ? `${key}=${value}` : isNamed(key) ? `${key}=(other)` : key))
    .join(',');

export const labelsOf = (of: 'pod' | 'namespace', labels: Labels): Labels =>
  new Map([...labels].flatMap(([key, value]) => (key.startsWith(`${of}:`) ? [[key.slice(of.length + 1), value]] : [])));
