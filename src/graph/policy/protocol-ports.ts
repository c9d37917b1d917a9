import { type Protocol, protocols } from '../../model/port.ts';
import { intersection, type Ports, union, without } from './ports.ts';

/** Ports of each protocol; a protocol without any is left out. */
export type ProtocolPorts = ReadonlyMap<Protocol, Ports>;

export const byProtocol = (portsOf: (protocol: Protocol) => Ports): ProtocolPorts =>
  new Map(protocols.map((protocol) => [protocol, portsOf(protocol)] as const).filter(([, ports]) => ports.length > 0));

export const unionOf = (...all: readonly ProtocolPorts[]): ProtocolPorts =>
  byProtocol((protocol) => union(...all.map((ports) => ports.get(protocol) ?? [])));

export const minus = (some: ProtocolPorts, others: ProtocolPorts): ProtocolPorts =>
  byProtocol((protocol) => without(some.get(protocol) ?? [], others.get(protocol) ?? []));

export const meet = (some: ProtocolPorts, others: ProtocolPorts): boolean =>
  protocols.some((protocol) => intersection(some.get(protocol) ?? [], others.get(protocol) ?? []).length > 0);
