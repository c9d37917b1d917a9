import { compareAttributes } from '../exposure/attributes.ts';
import type { Change, ChangedAttribute, Exposure } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { objectName } from '../graph/objects.ts';
import type { Severity } from '../model/finding.ts';
import type { Message } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import type { Observation, Transition } from './rule.ts';

/** The ways in of both sides of which `attribute` lets more in at head, once for each key and its units. */
export const loosened = (transition: Transition, attribute: ChangedAttribute): readonly Change[] =>
  differing(transition, attribute).filter(({ before, after }) =>
    compareAttributes(before, after).up.includes(attribute),
  );

/** The ways in of both sides that differ in `attribute` and may let more in: nobody can tell, or something else does. */
export function differing({ diff }: Transition, attribute: ChangedAttribute): readonly Change[] {
  const all = [...diff.widened, ...diff.changed].filter(({ attributes }) => attributes.includes(attribute));
  const changes = attribute === 'match' ? all : withoutRoutesOf(all);
  const entries = Map.groupBy(changes, ({ after }) => [after.key, ...after.units].join('\n'));
  return [...entries.values()].flatMap(([first]) => first ?? []);
}

/** Routes share what becomes of the listener that serves them, and it is told once, of the listener. */
function withoutRoutesOf(changes: readonly Change[]): readonly Change[] {
  const doors = new Set(changes.filter(({ after }) => after.entry.kind === 'listener').map(doorOf));
  return changes.filter((change) => change.after.entry.door === undefined || !doors.has(doorOf(change)));
}

const doorOf = ({ before, after }: Change): string =>
  [classOf(before.key), classOf(after.key), ...after.units].join('\n');

/** What is said of a way in that lost some of its protection: at the line that decides it now, and those that did. */
export function loss(
  { before, after, attributes }: Change,
  attribute: ChangedAttribute,
  said: { readonly message: Message; readonly adds?: Message; readonly help: Message; readonly severity?: Severity },
): Observation {
  const at = placesOf(after, attribute);
  return {
    about: after.key,
    object: after.entry.object,
    at: at[0] ?? after.at,
    because: [...at.slice(1), after.at, ...after.because],
    was: [...attributes.flatMap((one) => placesOf(before, one)), before.at],
    units: after.units,
    exposure: after.key,
    cause: causeOf(after),
    ...said,
  };
}

const placesOf = ({ attributesAt }: Exposure, attribute: ChangedAttribute): readonly Position[] =>
  attributesAt[attribute] ?? [];

/**
 * What is one decision: a load balancer and the node port behind one Service port, each port of the host
 * network, with the host network itself; of everything else, each door.
 */
export function causeOf({ key, entry }: Exposure): NonNullable<Observation['cause']> {
  if (entry.kind === 'host-network')
    return { object: `host-network ${objectName(entry.object)}`, part: entry.port === undefined ? undefined : key };
  const isPort = entry.kind === 'lb' || entry.kind === 'node-port';
  const part = isPort ? `${entry.port ?? ''}/${entry.protocol ?? ''}` : key;
  return { object: objectName(entry.object), part };
}
