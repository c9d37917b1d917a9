import { literal, type Message, say } from './message.ts';

/** `a, b and c`; at most three, and how many more there are: `a, b, c and 2 more`. The one form that lists have. */
export function listed(all: readonly (string | Message)[]): Message {
  const shown = all.slice(0, maxListed).map((one) => (typeof one === 'string' ? say`${one}` : one));
  const last = all.length > maxListed ? literal(`${all.length - maxListed} more`) : shown.pop();
  const [first, ...others] = shown;
  if (last === undefined) return literal('none');
  return first === undefined ? last : say`${others.reduce((sum, one) => say`${sum}, ${one}`, first)} and ${last}`;
}

const maxListed = 3;
