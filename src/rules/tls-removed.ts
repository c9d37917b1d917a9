import type { Exposure } from '../exposure/exposure.ts';
import { literal, type Message, say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import { tlsField } from './field-names.ts';
import { isLostRedirect } from './https-redirect-disabled.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

export const tlsRemoved: TransitionRule = {
  id: 'tls-removed',
  severity: 'error',
  summary: 'what was encrypted is now served in plaintext only',
  looksAt: 'transition',
  find: (transition) =>
    loosened(transition, 'transport')
      .filter((change) => change.after.transport === 'plaintext' && !isLostRedirect(change))
      .map((change) =>
        loss(change, 'transport', {
          message: say`${doorOf(change.after)} was served with TLS and is now served in plaintext`,
          help: wayBack(change.after),
        }),
      ),
};

function wayBack({ entry }: Exposure): Message {
  if (entry.door !== undefined || entry.kind === 'listener') return say`keep it at a listener that terminates TLS`;
  // Only an Ingress leaves it to annotations as well.
  const other = entry.object.kind === 'Ingress' ? ', or the annotation that names its certificate' : '';
  return literal(`keep ${tlsField(entry)}${other}`);
}
