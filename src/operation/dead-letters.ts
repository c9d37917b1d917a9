import { parseArgs } from 'node:util';
import type { DeadLetter, Inbox } from '../store/inbox.ts';

/** What an operator is told, and the exit code. */
export interface Told {
  readonly text: string;
  readonly exitCode: number;
}

/** What a server does besides serving: `node dist/main.js <command>`. */
export const operatorUsage = `usage: node dist/main.js                        serves
       node dist/main.js dead [--json]          lists the works that were given up
       node dist/main.js replay <work>...       has them worked on again
       node dist/main.js replay --all
`;

/** Lists dead letters, or makes them dirty again for the service that runs beside. */
export async function operate(command: string, args: readonly string[], inbox: Inbox, now: number): Promise<Told> {
  try {
    if (command === 'dead') return list(args, await inbox.dead(), now);
    if (command === 'replay') return await replay(args, inbox);
  } catch (error) {
    // An option that there is not; anything else is no error of whoever typed it.
    if (!(error instanceof TypeError && 'code' in error)) throw error;
  }
  return { text: operatorUsage, exitCode: 2 };
}

function list(args: readonly string[], letters: readonly DeadLetter[], now: number): Told {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  if (values.json) return { text: `${JSON.stringify(letters, undefined, 2)}\n`, exitCode: 0 };
  if (letters.length === 0) return { text: 'nothing was given up\n', exitCode: 0 };
  return { text: letters.map((letter) => `${lineOf(letter, now)}\n`).join(''), exitCode: 0 };
}

const lineOf = ({ key, work, reason, at }: DeadLetter, now: number): string =>
  printable(`${key}  ${work.owner}/${work.repo}  ${ageOf(now - at)} ago  ${reason}`);

/** Errors quote what others have written; a terminal obeys some of it. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, ' ');

function ageOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

async function replay(args: readonly string[], inbox: Inbox): Promise<Told> {
  const options = { all: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.all === positionals.length > 0) return { text: operatorUsage, exitCode: 2 };
  const known = new Set((await inbox.dead()).map(({ key }) => key));
  const strangers = positionals.filter((key) => !known.has(key));
  if (strangers.length > 0)
    return { text: `was not given up: ${strangers.map(printable).join(', ')}; \`dead\` lists what was\n`, exitCode: 1 };
  const count = await inbox.replay(values.all ? 'all' : positionals);
  return { text: `${count} to be worked on again\n`, exitCode: 0 };
}
