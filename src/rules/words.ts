import type { Exposure } from '../exposure/exposure.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';

/** How people call a door: `TCP port 80 of Service shop/web`, `web.example.com/ of Ingress shop/site`. */
export function doorOf({ entry }: Exposure): Message {
  const { kind, object, port, nodePort, protocol, host, path } = entry;
  if (kind === 'http-route') return say`${`${host ?? '*'}${path ?? ''}`} of ${describe(object)}`;
  if (kind === 'node-port')
    return nodePort === undefined
      ? say`the node port of ${describe(object)}, port ${port ?? '?'}`
      : say`node port ${nodePort} of ${describe(object)}`;
  if (kind === 'host-network') return say`the host network of ${describe(object)}`;
  if (kind === 'host-port') return say`hostPort ${port ?? '?'} of ${describe(object)}`;
  return say`${protocol ?? 'TCP'} port ${port ?? '?'} of ${describe(object)}`;
}

/** At most three, and how many more there are. */
export function listed(words: readonly string[]): Message {
  const [first, ...others] = words.slice(0, 3);
  if (first === undefined) return literal('none');
  const list = others.reduce((sum, word) => say`${sum}, ${word}`, say`${first}`);
  return words.length > 3 ? say`${list} and ${literal(`${words.length - 3} more`)}` : list;
}

export const rangesOf = ({ sources }: Exposure): Message =>
  sources.join() === '0.0.0.0/0,::/0' ? literal('everybody') : listed(sources);

/** `the internet (assumed)` and its relatives: who can knock. */
export const clientsOf = ({ reach, reachBasis }: Exposure): Message => {
  if (reach === 'public' || reach === 'unknown')
    return literal(reachBasis === 'assumed' ? 'the internet (assumed)' : 'the internet');
  return literal(reach === 'private' ? 'the private network' : 'whoever reaches a node');
};
