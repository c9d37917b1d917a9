import type { Exposure } from '../exposure/exposure.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, plain, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { Way } from './ways.ts';
import { entryWords, targetWords } from './words.ts';

/** What was taken for granted about the ways that changed, each thing said once. */
export function assumptionsOf(ways: readonly Pick<Way, 'exposures'>[]): readonly Message[] {
  const said = ways.flatMap(({ exposures }) => exposures.flatMap(assumptions));
  return [...new Map(said.map((message) => [plain(message), message])).values()];
}

const assumptions = (exposure: Exposure): readonly Message[] => [
  ...reachAssumption(exposure),
  ...certaintyAssumption(exposure),
  ...activeAssumption(exposure),
  ...policyAssumption(exposure),
];

function reachAssumption({ entry, reach, reachBasis }: Exposure): readonly Message[] {
  if (reach === 'unknown' || reachBasis === 'assumed') {
    return [say`${entryWords(entry)}: nothing in the repository says how far it reaches, so the widest is taken`];
  }
  return reachBasis === 'provider-default' ? [say`${entryWords(entry)}: its reach is the provider's default`] : [];
}

function certaintyAssumption({ entry, certainty }: Exposure): readonly Message[] {
  if (certainty === 'certain') return [];
  return [say`${entryWords(entry)}: the way is ${certaintyWords[certainty]}`];
}

const certaintyWords = {
  likely: say`likely, not certain`,
  possible: say`possible, not certain`,
  heuristic: say`guessed from names`,
} as const;

function activeAssumption(exposure: Exposure): readonly Message[] {
  if (exposure.active !== 'no') return [];
  return [say`${targetWords(exposure)} is scaled to nothing or suspended: the way is there, but nobody answers now`];
}

function policyAssumption({ entry, policy }: Exposure): readonly Message[] {
  if (policy.state !== 'unknown') return [];
  const by = listed(policy.by.map(describe));
  return [
    say`${entryWords(entry)}: nobody can tell whether ${by} ${literal(policy.by.length > 1 ? 'let' : 'lets')} it through, as ${policy.reason ?? 'not everything is known'}`,
  ];
}
