import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { atGateway, destination, hostOf, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newHttpRoute: TransitionRule = {
  id: 'new-http-route',
  severity: 'notice',
  summary: 'a host and path that the front door now serves',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'http-route').map((exposure) => {
      const { path, object, door } = exposure.entry;
      const isOutside = exposure.reach === 'public' || exposure.reach === 'unknown';
      const isBare = isOutside && exposure.transport === 'plaintext';
      const plaintext = isBare ? say`, to the internet${assumed(exposure.reachBasis)} and without TLS` : say``;
      return opening(exposure, {
        message: say`routes ${hostOf(exposure)} ${path ?? '/'} through ${describe(object)}${atGateway(exposure)}${destination(exposure)}${plaintext}`,
        help: isBare
          ? say`${literal(door ? 'attach it to a listener that ends TLS' : 'add the host under spec.tls')}, and say who should reach it`
          : say`confirm who should reach it`,
        ...(isBare ? { severity: 'warning' } : {}),
      });
    }),
};

const assumed = (basis: string) =>
  basis === 'assumed' ? say` (assumed: nothing says that its class is internal)` : say``;
