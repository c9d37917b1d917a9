import { address } from '../exposure/entry-words.ts';
import type { ChangedAttribute, EntryKind, Exposure } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import type { Severity } from '../model/finding.ts';
import { listed } from '../model/listed.ts';
import type { Message } from '../model/message.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition } from './rule.ts';
import { admitsEverybody, admittedBy, targetOf } from './words.ts';

/**
 * The ways in of one kind that the change opens, once for each key and its units: several backends are one entry, but
 * what an environment opens in another form is another entry, so that none can speak for a stricter one.
 */
export const openings = ({ diff }: Transition, kind: EntryKind): readonly Exposure[] => {
  const opened = [...diff.added, ...reachingFurther(diff)].filter(
    ({ entry }) => entry.kind === kind && entry.answers === undefined,
  );
  const entries = Map.groupBy(opened, ({ key, units }) => [key, ...units].join('\n'));
  return [...entries.values()].flatMap(([first]) => first ?? []);
};

/**
 * What is there on both sides and reaches further under a name that nobody has agreed to: another address of the
 * machine, or a load balancer of another Service.
 */
const reachingFurther = ({ widened }: Transition['diff']): readonly Exposure[] =>
  widened.flatMap(({ after, attributes }) => {
    const telling = tellingAttributes[after.entry.kind] ?? [];
    return telling.some((names) => names.every((name) => attributes.includes(name))) ? after : [];
  });

const tellingAttributes: Readonly<Partial<Record<EntryKind, readonly (readonly ChangedAttribute[])[]>>> = {
  'host-port': [['reach'], ['match']],
  'dev-mapping': [['reach'], ['match']],
  lb: [['reach', 'object']],
};

/** What all rules about new ways in have in common. */
export function opening(
  exposure: Exposure,
  said: {
    readonly message: Message;
    readonly adds?: Message;
    readonly help: Message;
    readonly severity?: Severity;
    readonly fix?: string;
  },
): Observation {
  const { entry, at, because, units, key } = exposure;
  return {
    about: key,
    object: entry.object,
    at,
    because,
    units,
    exposure: key,
    cause: causeOf(exposure),
    ...said,
  };
}

/** ` to TCP port 8080 of Deployment shop/web`, as far as it is known. */
export function destination(exposure: Exposure): Message {
  const place = destinationOf(exposure);
  return place === undefined ? literal('') : say` to ${place}`;
}

/** `, which leads to TCP port 8080 of Deployment shop/web`, where another «to» stands in the sentence already. */
export function onward(exposure: Exposure): Message {
  const place = destinationOf(exposure);
  if (place === undefined) return literal('');
  const hop = exposure.hops.at(-1);
  const isNamed =
    exposure.target === undefined && hop !== undefined && objectName(hop) === objectName(exposure.entry.object);
  return isNamed ? literal(', with no workload in this repository') : say`, which leads to ${place}`;
}

function destinationOf({ target, hops }: Exposure): Message | undefined {
  const hop = hops.at(-1);
  if (target !== undefined) return targetOf(target);
  return hop === undefined ? undefined : say`${describe(hop)}, which has no workload in this repository`;
}

/** `, published as web.example.com` where external-dns makes a name for it. */
export const published = ({ publishedAs = [] }: Exposure): Message =>
  publishedAs.length === 0 ? literal('') : say`, published as ${listed(publishedAs)} by external-dns`;

/** `, from 10.0.0.0/8 only` where the entry admits certain clients. */
export const admitted = (exposure: Exposure): Message =>
  admitsEverybody(exposure) ? literal('') : say`, for ${admittedBy(exposure)}`;

/** ` at Gateway infra/public:443`, for a route that is attached to one. */
export const atGateway = ({ entry: { door, port } }: Exposure): Message =>
  door === undefined ? literal('') : say` at ${describe(door)}${port === undefined ? '' : `:${port}`}`;

/** `web.example.com/`; without a host in words, since a `*` is easily overlooked: `every host at /`. */
export const requestsOf = ({ entry, certainty }: Exposure): Message => {
  if (entry.host !== undefined) return say`${address(entry)}`;
  const isGateways = entry.door !== undefined && certainty === 'possible';
  return say`${literal(isGateways ? "the gateway's hosts" : 'every host')} at ${entry.path ?? '/'}`;
};
