import type { Answer, Party, Question, Reason } from '../graph/policy/question.ts';
import { describe } from '../model/resource.ts';
import { type ConnectivityRow, nameOf } from './connectivity-json.ts';
import { placeText } from './text.ts';
import { visible } from './visible.ts';

/** A line for each pair that may connect: `shop/web[Deployment] → shop/db[Deployment]: TCP 5432, UDP 53`. */
export const connectivityText = (rows: readonly ConnectivityRow[]): string =>
  rows
    .map(([source, destination, ports]) => `${visible(`${source} → ${destination}`)}: ${portsText(ports)}\n`)
    .join('');

const portsText = (ports: ConnectivityRow[2]): string =>
  Object.entries(ports)
    .map(([protocol, ranges]) => `${protocol} ${ranges.map(rangeText).join(', ')}`)
    .join('; ');

function rangeText([first, last]: readonly [number, number]): string {
  if (first === 1 && last === 65_535) return 'every port';
  return first === last ? `${first}` : `${first}–${last}`;
}

/** The answer, then what each policy says, in the order in which they are asked. */
export function answerText(asked: Question, answer: Answer): string {
  const [from, to] = [partyText(asked.from), partyText(asked.to)];
  const lines = [
    `${from} → ${to} ${asked.protocol} ${asked.port}: ${answer.isAllowed ? 'allowed' : 'blocked'}`,
    ...endLines('from', asked.from, answer),
    ...endLines('to', asked.to, answer),
  ];
  return `${lines.join('\n')}\n`;
}

/** Addresses outside of the cluster have no policies. */
function endLines(end: Reason['at'], party: Party, { reasons }: Answer): readonly string[] {
  const what = `what ${end === 'from' ? 'leaves' : 'comes to'} ${partyText(party)}`;
  const own = reasons.filter(({ at }) => at === end);
  if (own.length === 0 && party.party === 'workload') return [`  no policy holds for ${what}`];
  return own.map((reason) => `  ${placeText(reason.policy.at)}: ${what}: ${reasonText(reason)}`);
}

const partyText = (party: Party): string =>
  visible(party.party === 'workload' ? nameOf({ end: 'workload', workload: party.workload }) : party.text);

const reasonText = ({ policy, rule, says }: Reason): string =>
  `${rule === undefined ? 'no rule' : `rule ${rule}`} of ${visible(describe(policy.id))} ${words[says]}`;

const words: Readonly<Record<Reason['says'], string>> = {
  allow: 'allows it',
  deny: 'denies it',
  pass: 'passes it on to the network policies',
  nothing: 'allows it',
};
