import { type Message, say } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import type { Entry } from './exposure.ts';

/** What a browser would show: `web.example.com/`; `*` stands for every host. */
export const address = ({
  host = '*',
  path = '',
}: {
  readonly host?: string | undefined;
  readonly path?: string | undefined;
}): string => host + path;

/** Where a machine or a node listens: `127.0.0.1:8080`, `[::]:8080`. */
export function socket({ address: ip = '', port }: Pick<Entry, 'address' | 'port'>): Message {
  const host = ip.includes(':') ? `[${ip}]` : ip || '0.0.0.0';
  return port === undefined ? say`a free port of ${host}` : say`${`${host}:${port}`}`;
}

/** The object of a port mapping, which people know by its tool: `kind cluster shop`, `k3d cluster dev`. */
export const localCluster = ({ kind, name }: ObjectRef): Message =>
  kind === 'Simple' ? say`k3d cluster ${name}` : say`kind cluster ${name}`;
