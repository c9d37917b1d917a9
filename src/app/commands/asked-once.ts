import type { Forge } from '../forge.ts';

/**
 * One text may hold many orders, and anybody may write it: for all of them GitHub is asked once who has written it and
 * whether it stands as it was, and told once what came of it.
 */
export function askedOnce(forge: Forge): Forge {
  return {
    ...forge,
    person: once((login) => forge.person(login)),
    isMember: once((team, login) => forge.isMember(team, login)),
    said: once((nodeId) => forge.said(nodeId)),
    react: once((nodeId, answer) => forge.react(nodeId, answer)),
  };
}

function once<Asked extends readonly string[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const answer = known.get(key) ?? ask(...asked);
    known.set(key, answer);
    return answer;
  };
}
