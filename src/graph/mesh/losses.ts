import { canonicalCidrs, includes } from '../../model/cidr.ts';
import type { MeshNeed, MutualTls } from '../../model/resource.ts';
import type { MeshControls, Permission } from './controls.ts';

/** What the mesh asked for and asks no longer. */
export type MeshLoss =
  /** Without a mode the mesh's own default holds. */
  | { readonly lost: 'mtls'; readonly by: string; readonly mode: MutualTls | undefined }
  /** Requests that were not let in and are now; `needs` are empty where that is every request. */
  | { readonly lost: 'allowed' | 'denied' | 'asked'; readonly by: string; readonly needs: readonly MeshNeed[] }
  | { readonly lost: 'tokens'; readonly by: string };

/** Each thing that `after` asks less than `before`; `by` is the policy that did ask, or lets it in now. */
export function meshLosses(before: MeshControls, after: MeshControls): readonly MeshLoss[] {
  return [
    ...mtlsLoss(before, after),
    ...allowedLosses(before, after),
    ...deniedLosses('denied', before, after),
    ...deniedLosses('asked', before, after),
    ...(after.tokensBy.length === 0 ? before.tokensBy.map((by) => ({ lost: 'tokens', by }) as const) : []),
  ];
}

/** Only where it was insisted on can it be loosened. */
function mtlsLoss({ mtls: was }: MeshControls, { mtls: now }: MeshControls): readonly MeshLoss[] {
  if (was?.mode !== 'STRICT' || now?.mode === 'STRICT') return [];
  return [{ lost: 'mtls', by: now?.by ?? was.by, mode: now?.mode }];
}

function allowedLosses(before: MeshControls, after: MeshControls): readonly MeshLoss[] {
  if (before.allowed === undefined || isEverything(before.allowed)) return [];
  if (after.allowed === undefined) return before.allowedBy.map((by) => ({ lost: 'allowed', by, needs: [] }));
  return uncovered(after.allowed, before.allowed).map((one) => ({ lost: 'allowed', ...one }));
}

const isEverything = (permissions: readonly Permission[]): boolean =>
  permissions.some(({ needs }) => needs.length === 0);

/** What was denied and is not, unless those who are let in now are others. */
function deniedLosses(lost: 'denied' | 'asked', before: MeshControls, after: MeshControls): readonly MeshLoss[] {
  return uncovered(before[lost], after[lost])
    .filter((one) => after.allowed === undefined || after.allowed.some((allowed) => !isApart(allowed, one)))
    .map((one) => ({ lost, ...one }));
}

/** More pairs than this are not compared. */
const maxPairs = 10_000;

/** Those of `all` that none of `others` covers. */
function uncovered(all: readonly Permission[], others: readonly Permission[]): readonly Permission[] {
  const texts = new Set(others.map(({ needs }) => JSON.stringify(needs)));
  const fresh = all.filter(({ needs }) => !texts.has(JSON.stringify(needs)));
  if (fresh.length * others.length > maxPairs) return fresh;
  return fresh.filter((one) => !others.some((other) => covers(other, one)));
}

/** Is every request that `narrow` matches one that `wide` matches too? */
const covers = (wide: Permission, narrow: Permission): boolean =>
  wide.needs.every((need) => narrow.needs.some((own) => own.what === need.what && implies(own, need)));

function implies(own: MeshNeed, wanted: MeshNeed): boolean {
  if (own.isNot === wanted.isNot)
    return own.isNot ? isWithin(wanted.values, own.values, own.what) : isWithin(own.values, wanted.values, own.what);
  return (
    wanted.isNot && own.values.every((value) => !value.includes('*') && !isWithin([value], wanted.values, own.what))
  );
}

/** Can no request match both? */
const isApart = (one: Permission, other: Permission): boolean =>
  one.needs.some((a) => other.needs.some((b) => a.what === b.what && areApart(a, b)));

function areApart(a: MeshNeed, b: MeshNeed): boolean {
  if (a.isNot && b.isNot) return false;
  if (a.isNot) return isWithin(b.values, a.values, a.what);
  if (b.isNot) return isWithin(a.values, b.values, a.what);
  const isPlain = [...a.values, ...b.values].every((value) => !value.includes('*') && !isCidrs(a.what));
  return isPlain && !a.values.some((value) => b.values.includes(value));
}

const isCidrs = (what: string): boolean => /ipBlocks$|\.ip$/i.test(what);

function isWithin(inner: readonly string[], outer: readonly string[], what: string): boolean {
  if (isCidrs(what)) return includes(canonicalCidrs(outer), canonicalCidrs(inner)) === true;
  return inner.every((value) => outer.some((pattern) => matches(pattern, value)));
}

/**
 * `*` at the start or at the end stands for any text.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
function matches(pattern: string, value: string): boolean {
  if (pattern === value || pattern === '*') return true;
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') && value.endsWith(pattern.slice(1));
}
