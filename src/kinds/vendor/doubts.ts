import { type Node, positionOf } from '../../manifest/node.ts';
import { literal, type Message, say } from '../../model/message.ts';
import type { PolicyPeer } from '../../model/resource.ts';
import type { Unclear } from '../kind-reader.ts';

/** What of a vendor's policy is not read, or refused by those who enforce it. */
export interface Doubts {
  /** Only this is not read; the rest of the policy is. */
  unread(node: Node, field: string): Extract<PolicyPeer, { peer: 'unread' }>;
  /** Nobody can tell any more what the policy does. */
  spoilt(node: Node, field: string, why: Message): void;
  /** Why the policy as a whole is unclear, if it is. */
  reason(): string | undefined;
}

export function doubts(tell: Unclear): Doubts {
  let first: string | undefined;
  return {
    unread: (node, field) => {
      const at = positionOf(node);
      tell(at, say`${literal(field)} is not read`);
      return { peer: 'unread', at, field };
    },
    spoilt: (node, field, why) => {
      tell(positionOf(node), say`${literal(field)} ${why}, so what the policy does is not known`);
      first ??= `vendor policy: ${field}`;
    },
    reason: () => first,
  };
}
