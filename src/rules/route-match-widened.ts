import { address } from '../exposure/entry-words.ts';
import { type Exposure, routeKinds } from '../exposure/exposure.ts';
import { matchOf } from '../exposure/route-key.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { loosened, loss } from './changes.ts';
import { opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const routeMatchWidened: TransitionRule = {
  id: 'route-match-widened',
  severity: 'warning',
  summary: 'a route that takes more hosts or paths than before',
  looksAt: 'transition',
  find: (transition) => [
    ...loosened(transition, 'match')
      .filter(({ after }) => routeKinds.includes(after.entry.kind))
      .map((change) =>
        loss(change, 'match', {
          message: say`${describe(change.after.entry.object)} took ${addressOf(change.before)} and now takes ${addressOf(change.after)}`,
          adds: say`it took only ${addressOf(change.before)} before`,
          help: say`match only the hosts and paths that clients need`,
        }),
      ),
    ...openings(transition, 'http-route')
      .filter(({ attributesAt }) => attributesAt.match !== undefined)
      .map((exposure) =>
        opening(exposure, {
          message: say`${describe(exposure.entry.object)} now serves ${exposure.entry.host ?? '*'} as well, by an alias`,
          adds: say`an alias names the host`,
          help: say`write the host as a rule of its own, so that everybody sees it`,
        }),
      ),
  ],
};

const addressOf = ({ key, entry }: Exposure) => {
  const { conditions } = entry;
  const where = matchOf(key).startsWith('Exact') ? say`exactly ${address(entry)}` : say`${address(entry)} and below`;
  return conditions === undefined ? where : say`${where} where ${conditions}`;
};
