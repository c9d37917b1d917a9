import type { Exposure } from '../exposure/exposure.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { tlsField } from './field-names.ts';
import { atGateway, destination, opening, openings, requestsOf } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newHttpRoute: TransitionRule = {
  id: 'new-http-route',
  severity: 'notice',
  summary: 'a host and path that the front door now serves',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'http-route').map((exposure) => {
      const isOutside = exposure.reach === 'public' || exposure.reach === 'unknown';
      const isBare = isOutside && exposure.transport === 'plaintext';
      const plaintext = isBare ? say`; the internet can reach it without TLS${assumed(exposure)}` : say``;
      return opening(exposure, {
        message: say`routes ${requestsOf(exposure)} through ${describe(exposure.entry.object)}${atGateway(exposure)}${destination(exposure)}${plaintext}`,
        help: isBare ? say`${withTls(exposure)}, and confirm who should reach it` : restriction(exposure),
        ...(isBare ? { severity: 'warning' } : {}),
      });
    }),
};

const restriction = ({ reach }: Exposure): Message =>
  literal(
    reach === 'cluster'
      ? 'confirm who should reach it'
      : 'restrict its sources or ask for a login, unless everybody there should reach it',
  );

const assumed = ({ reachBasis, entry: { door } }: Exposure): Message =>
  literal(
    reachBasis === 'assumed' ? ` (assumed: nothing says that its ${door ? 'gateway' : 'class'} is internal)` : '',
  );

const withTls = ({ entry }: Exposure): Message =>
  literal(entry.door ? 'attach it to a listener that terminates TLS' : `add ${tlsField(entry)}`);
