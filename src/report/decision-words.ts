import { joined, literal, type Message, say } from '../model/message.ts';
import type { Decision } from './decisions.ts';

/** Who has decided it, until when, and why. */
export function decisionWords(decision: Decision): Message {
  const why = decision.source === 'person' ? decision.acceptance.reason : decision.reason;
  return joined([whoWords(decision), ...(why === '' ? [] : [say`${why}`])], ': ');
}

function whoWords(decision: Decision): Message {
  if (decision.source === 'manifest') return literal('is allowed by its annotation at base');
  if (decision.source === 'configuration')
    return say`is allowed by the configuration${decision.expires === undefined ? '' : say` until ${decision.expires}`}`;
  const { by, channel, expiresAt } = decision.acceptance;
  return say`was accepted by ${by.login} ${literal(channelWords[channel])}, until ${lastDay(expiresAt)}`;
}

const channelWords = { button: 'with the button', command: 'with a command', label: 'with the label' } as const;

/** The last day on which something counts that ends at the beginning of a day. */
export const lastDay = (expiresAt: number): string => new Date(expiresAt - 1).toISOString().slice(0, 10);
