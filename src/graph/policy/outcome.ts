import { all, any, type Tri } from '../../model/certainty.ts';
import type { Policy, PolicyRule } from '../../model/resource.ts';
import type { PolicySet } from './path-verdict.ts';
import { type Arriving, peerMatches, portMatches, whyUnknown } from './rule-match.ts';
import { type Batch, batchesOf } from './verdict.ts';

/** A policy that selects the pod, or may. */
export interface Applying {
  readonly policy: Policy;
  readonly selects: Tri;
}

/** What becomes of one who comes to a pod, and the policies that decide it. */
export interface Outcome {
  readonly may: 'allow' | 'deny' | 'unknown';
  readonly by: readonly Policy[];
  /** Undefined where it is known, or nothing can be said. */
  readonly why?: string | undefined;
  /** Is it kept out as one whom network policies keep out? They always let the pod's own node through. */
  readonly isIsolated?: boolean;
  /** Does a rule shut it out that nobody else's permission undoes? What the baseline denies, any network policy admits. */
  readonly isDenied?: boolean;
}

/**
 * The administrators' policies, then network policies, then the baseline. Rules are asked in their order, and one that
 * may be about the connection leaves two possibilities: it is known what happens where all of them end alike.
 */
export function outcomeOf(applying: readonly Applying[], arriving: Arriving, set: PolicySet): Outcome {
  const tier = (name: Policy['tier']): readonly Applying[] => applying.filter(({ policy }) => policy.tier === name);
  const admin = saidBy(tier('admin'), arriving, set);
  const first = decided(admin);
  if (first !== undefined) return first;
  const rest = afterAdmin(tier('network'), tier('baseline'), arriving, set);
  const doubts = [...admin.allow, ...admin.deny];
  if (doubts.length === 0 || rest.may === 'unknown') return rest;
  if (admin[rest.may].length === doubts.length) return { ...rest, by: [...doubts, ...rest.by].map(policyOf) };
  return { may: 'unknown', by: [...doubts.map(policyOf), ...rest.by], why: 'an earlier policy may decide otherwise' };
}

/** What the policies of one tier may do, each with those that do it. */
interface Said {
  readonly allow: readonly Voice[];
  readonly deny: readonly Voice[];
  readonly pass: readonly Voice[];
  /** May it be that no rule is about the connection? */
  readonly isOpen: boolean;
  readonly why: string | undefined;
}

interface Voice {
  readonly policy: Policy;
  readonly isSure: boolean;
  /** Does it let some requests through only? */
  readonly layer7: boolean;
}

const policyOf = (one: Voice | Policy): Policy => ('policy' in one ? one.policy : one);

function decided({ allow, deny, pass, isOpen }: Said): Outcome | undefined {
  if (isOpen || pass.length > 0 || allow.length * deny.length > 0) return undefined;
  return allow.length > 0 ? { may: 'allow', by: surest(allow) } : { may: 'deny', by: surest(deny), isDenied: true };
}

/** Who does it for sure, where somebody does. */
function surest(voices: readonly Voice[]): readonly Policy[] {
  const sure = voices.filter(({ isSure }) => isSure);
  return (sure.length > 0 ? sure : voices).map(({ policy }) => policy);
}

function afterAdmin(
  network: readonly Applying[],
  baseline: readonly Applying[],
  arriving: Arriving,
  set: PolicySet,
): Outcome {
  const said = saidBy(network, arriving, set);
  const isolating = network.filter(({ policy }) => policy.isolates.includes('ingress'));
  const shuts = said.isOpen ? any(...isolating.map(({ selects }) => selects)) : 'no';
  const goesOn = said.pass.length > 0 || (said.isOpen && shuts !== 'yes');
  const last = goesOn ? lastWord(saidBy(baseline, arriving, set)) : undefined;
  const mayAllow = said.allow.length > 0 || (last !== undefined && last.may !== 'deny');
  const mayDeny = said.deny.length > 0 || shuts !== 'no' || (last !== undefined && last.may !== 'allow');
  const everyone = network.map(({ policy }) => policy);
  if (mayAllow && mayDeny)
    return last?.may === 'unknown' && network.length === 0
      ? last
      : { may: 'unknown', by: [...everyone, ...(last?.by ?? [])], why: doubtOf(network, said) };
  if (mayAllow) return letIn(said.allow, last);
  const isIsolated = shuts !== 'no';
  if (isIsolated) return { may: 'deny', by: everyone, isIsolated };
  return { may: 'deny', by: [...surest(said.deny), ...(last?.by ?? [])], isDenied: said.deny.length > 0 };
}

function letIn(allow: readonly Voice[], last: Outcome | undefined): Outcome {
  const isPartial = last === undefined && allow.every(({ layer7 }) => layer7);
  const why = isPartial ? { why: 'only what its rules of layer 7 let through' } : {};
  return { may: 'allow', by: [...surest(allow), ...(last?.by ?? [])], ...why };
}

function doubtOf(network: readonly Applying[], { why }: Said): string {
  const isSelected = network.some(({ selects }) => selects === 'yes');
  return isSelected ? (why ?? 'a rule may let it through') : 'it is not known whether the policies select the pod';
}

/** What the baseline does not speak of is let through. */
function lastWord(said: Said): Outcome {
  const by = [...said.allow, ...said.deny].map(policyOf);
  if (said.deny.length === 0) return { may: 'allow', by };
  if (!said.isOpen && said.allow.length + said.pass.length === 0) return { may: 'deny', by };
  return { may: 'unknown', by, why: 'a baseline policy may hold it back' };
}

/** The lowest priority goes first; of one priority nobody knows which policy is asked first, so they must agree. */
function saidBy(applying: readonly Applying[], arriving: Arriving, set: PolicySet): Said {
  const batches = applying.flatMap((one) =>
    batchesOf(one.policy, 'ingress').map((batch) => ({ ...batch, selects: one.selects })),
  );
  const priorities = Map.groupBy(batches, ({ priority }) => priority);
  const voices: Record<PolicyRule['action'], Voice[]> = { allow: [], deny: [], pass: [] };
  let why: string | undefined;
  for (const [, equals] of [...priorities].sort(([a], [b]) => a - b)) {
    const said = equals.map((batch) => ({ policy: batch.policy, ...saying(batch, arriving, set) }));
    for (const { policy, matches } of said)
      for (const { action, isSure, layer7 } of matches) voices[action].push({ policy, isSure, layer7 });
    why ??= said.find((one) => one.why !== undefined)?.why;
    if (said.some(({ isOpen }) => !isOpen)) return { ...voices, isOpen: false, why };
  }
  return { ...voices, isOpen: true, why };
}

interface Match {
  readonly action: PolicyRule['action'];
  readonly isSure: boolean;
  readonly layer7: boolean;
}

interface Saying {
  readonly matches: readonly Match[];
  readonly isOpen: boolean;
  readonly why: string | undefined;
}

/** Up to the first rule that is about the connection for sure, which decides; those before it may. */
function saying(
  { policy, rules, selects }: Batch & { readonly selects: Tri },
  arriving: Arriving,
  set: PolicySet,
): Saying {
  const matches: Match[] = [];
  let why: string | undefined;
  for (const rule of rules) {
    const about = all(selects, portMatches(rule, arriving));
    const peer = about === 'no' ? 'no' : peerMatches(rule, policy, arriving.asked, set);
    const match = all(about, peer);
    if (match !== 'no') matches.push({ action: rule.action, isSure: match === 'yes', layer7: rule.layer7 ?? false });
    if (match === 'yes') return { matches, isOpen: false, why };
    if (peer === 'unknown' && match === 'unknown') why ??= whyUnknown(rule, arriving.asked);
  }
  return { matches, isOpen: true, why };
}
