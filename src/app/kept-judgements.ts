import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Cache } from '../store/cache.ts';
import type { Analyse, Question } from './analyse.ts';
import type { Judgement } from './judgement.ts';

/**
 * The same analysis, which answers from the cache what was asked before: the same commits and configuration give the
 * same judgement. One that could not see everything is not kept: GitHub may know better in a moment.
 *
 * @param engine the version of Portcullis: another one may judge otherwise
 */
export function keptJudgements(analyse: Analyse, cache: Cache, engine: string): Analyse {
  return async (question) => {
    const { repositoryId } = question;
    const key = keyOf(question, engine);
    const known = (await cache.get(repositoryId, [key])).get(key);
    if (known !== undefined) return deserialize(known) as Judgement; // as it was written below
    const judgement = await analyse(question);
    if (judgement.incomplete.length === 0) await cache.put(repositoryId, new Map([[key, serialize(judgement)]]));
    return judgement;
  };
}

function keyOf(
  { tip, head, from, config, proposed, gaps, acceptances, context, today }: Question,
  engine: string,
): string {
  const start = typeof from === 'string' ? from : from.commit;
  // The configuration may come from elsewhere than the commits, and holds maps, which JSON does not know.
  const asked = serialize([
    engine,
    tip.commit,
    head.commit,
    start,
    config,
    proposed,
    gaps,
    acceptances,
    context,
    today,
  ]);
  return `judgement:${createHash('sha256').update(asked).digest('hex')}`;
}
