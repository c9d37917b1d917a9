import { addressRanges, cidrsOf, everywhere, oddityOf } from '../../model/cidr.ts';
import type { Policy, PolicyPeer } from '../../model/resource.ts';
import type { Source } from './path-verdict.ts';

/** Somebody at the other end for whom every policy has one answer. */
export interface Asked {
  readonly source: Source;
  /** Where it comes by an address; one that stands in no manifest may be any of those that are asked. */
  readonly address?: { readonly bits: 32 | 128; readonly value: bigint; readonly cidrs: readonly string[] };
}

/** More stretches of addresses, times the rules, are not asked one by one. */
const maxQuestions = 1_000_000;

/** Who comes this way, cut wherever a policy begins or ends a range of addresses; undefined where that is too many. */
export function askedOf(source: Source, policies: readonly Policy[]): readonly Asked[] | undefined {
  if (source.source !== 'clients' && source.source !== 'address') return [{ source }];
  const peers = policies.flatMap(addressPeers);
  const cidrs = isExact(source) ? source.cidrs : everywhere;
  const asked = ([32, 128] as const).flatMap((bits) => stretches(cidrs, peers, bits));
  const rules = policies.reduce((sum, { ingress = [] }) => sum + ingress.length, 0);
  if (asked.length * rules > maxQuestions) return undefined;
  return asked.map((address) => ({ source, address }));
}

/** Are the addresses that are asked those who come, and not only those among whom they are? */
export const isExact = (source: Source): source is Extract<Source, { source: 'clients' }> =>
  source.source === 'clients' && source.cidrs.every((cidr) => oddityOf(cidr) !== 'no-cidr');

type AddressPeer = Extract<PolicyPeer, { peer: 'addresses' }>;

const addressPeers = ({ ingress = [] }: Policy): readonly AddressPeer[] =>
  ingress.flatMap(({ peers }) => (peers === 'everybody' ? [] : peers.filter((one) => one.peer === 'addresses')));

function stretches(
  cidrs: readonly string[],
  peers: readonly AddressPeer[],
  bits: 32 | 128,
): readonly NonNullable<Asked['address']>[] {
  const edges = peers.flatMap(({ cidr, except }) => [cidr, ...except].flatMap((one) => addressRanges([one], [], bits)));
  const cuts = edges.flatMap(({ first, last }) => [first, last + 1n]).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return addressRanges(cidrs, [], bits).flatMap(({ first, last }) => {
    const starts = [...new Set([first, ...cuts.filter((cut) => cut > first && cut <= last)])];
    return starts.map((value, index) => ({
      bits,
      value,
      cidrs: cidrsOf({ bits, first: value, last: (starts[index + 1] ?? last + 1n) - 1n }),
    }));
  });
}
