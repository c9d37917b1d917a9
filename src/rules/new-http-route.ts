import type { Exposure } from '../exposure/exposure.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { tlsField } from './field-names.ts';
import { atGateway, destination, hostOf, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newHttpRoute: TransitionRule = {
  id: 'new-http-route',
  severity: 'notice',
  summary: 'a host and path that the front door now serves',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'http-route').map((exposure) => {
      const { path, object } = exposure.entry;
      const isOutside = exposure.reach === 'public' || exposure.reach === 'unknown';
      const isBare = isOutside && exposure.transport === 'plaintext';
      const plaintext = isBare ? say`, to the internet${assumed(exposure)} and without TLS` : say``;
      return opening(exposure, {
        message: say`routes ${hostOf(exposure)} ${path ?? '/'} through ${describe(object)}${atGateway(exposure)}${destination(exposure)}${plaintext}`,
        help: isBare ? say`${withTls(exposure)}, and say who should reach it` : say`confirm who should reach it`,
        ...(isBare ? { severity: 'warning' } : {}),
      });
    }),
};

const assumed = ({ reachBasis, entry: { door } }: Exposure): Message =>
  literal(
    reachBasis === 'assumed' ? ` (assumed: nothing says that its ${door ? 'gateway' : 'class'} is internal)` : '',
  );

const withTls = ({ entry }: Exposure): Message =>
  literal(entry.door ? 'attach it to a listener that terminates TLS' : `add ${tlsField(entry)}`);
