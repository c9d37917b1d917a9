import type { EntryKind, Exposure } from '../exposure/exposure.ts';
import type { Severity } from '../model/finding.ts';
import type { Message } from '../model/message.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { Observation, Transition } from './rule.ts';

/** The ways in of one kind that the change opens, once for each key: several backends are one entry. */
export const openings = ({ diff }: Transition, kind: EntryKind): readonly Exposure[] => [
  ...new Map(
    diff.added.filter(({ entry }) => entry.kind === kind).map((exposure) => [exposure.key, exposure]),
  ).values(),
];

/** What all rules about new ways in have in common. */
export function opening(
  exposure: Exposure,
  { message, help, severity }: { readonly message: Message; readonly help: Message; readonly severity?: Severity },
): Observation {
  const { entry, at, because, units, key } = exposure;
  return {
    about: key,
    object: entry.object,
    at,
    because,
    message,
    help,
    units,
    exposure: key,
    cause: `${entry.object.kind}/${entry.object.namespace ?? ''}/${entry.object.name}|${entry.port ?? ''}/${entry.protocol ?? ''}`,
    ...(severity === undefined ? {} : { severity }),
  };
}

/** ` to TCP port 8080 of Deployment shop/web`, as far as it is known. */
export function destination({ target, hops }: Exposure): Message {
  const hop = hops.at(-1);
  if (target === undefined)
    return hop === undefined ? literal('') : say` to ${describe(hop)}, behind which this repository shows nothing`;
  if (target.port === undefined) return say` to ${describe(target)}`;
  return say` to ${target.protocol} port ${target.port} of ${describe(target)}`;
}

/** `TCP port 80`, or `a port` where a placeholder stands. */
export const portOf = ({ entry: { port, protocol } }: Exposure): Message =>
  port === undefined ? say`a ${protocol ?? 'TCP'} port` : say`${protocol ?? 'TCP'} port ${port}`;

/** `, from 10.0.0.0/8 only` where the entry admits certain clients. */
export const admitted = ({ sources }: Exposure): Message =>
  sources.join() === '0.0.0.0/0,::/0' ? literal('') : say`, for clients of ${sources.join(', ')}`;
