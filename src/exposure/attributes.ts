import { covers } from '../graph/hostnames.ts';
import { admitsMore } from '../graph/namespace-order.ts';
import { includes } from '../model/cidr.ts';
import { transports } from '../model/transport.ts';
import { type ChangedAttribute, type Exposure, reaches, routeKinds } from './exposure.ts';
import type { Form } from './form.ts';
import { lossesOn } from './mesh.ts';
import { matchOf } from './route-key.ts';

/** How one form of a way in compares with another: `up` lets more in, `down` less, `sideways` is neither or unknown. */
export interface Comparison {
  readonly up: readonly ChangedAttribute[];
  readonly down: readonly ChangedAttribute[];
  readonly sideways: readonly ChangedAttribute[];
}

type Direction = 'up' | 'down' | 'sideways' | 'same';

/**
 * Compares what a client meets. Never compared: the container, whether a port is declared, port names, and whether the
 * workload is scaled to zero, since none of them opens or closes a door.
 */
export function compareAttributes(before: Form, after: Form): Comparison {
  const directions: readonly (readonly [ChangedAttribute, Direction])[] = [
    ['reach', byRank(reachRank(before), reachRank(after))],
    ['sources', sourcesDirection(before.sources, after.sources)],
    ['transport', transportDirection(before, after)],
    ['auth', setDirection(after.auth, before.auth)],
    ['match', matchDirection(before, after)],
    ['admits', admitsDirection(before, after)],
    ['policy', policyDirection(before, after)],
    ['mesh', meshDirection(before, after)],
    ['port', before.entry.port === after.entry.port ? 'same' : 'sideways'],
    ['nodePort', nodePortOf(before) === nodePortOf(after) ? 'same' : 'sideways'],
  ];
  const going = (wanted: Direction): readonly ChangedAttribute[] =>
    directions.filter(([, direction]) => direction === wanted).map(([attribute]) => attribute);
  return { up: going('up'), down: going('down'), sideways: going('sideways') };
}

/** Who dials a load balancer or an external IP does not see the node port behind it, which is a way in of its own. */
const nodePortOf = ({ entry }: Form): number | undefined =>
  entry.kind === 'lb' || entry.kind === 'external-ip' ? undefined : entry.nodePort;

const byRank = (before: number, after: number): Direction =>
  before === after ? 'same' : before < after ? 'up' : 'down';

/** An unknown reach is judged as public. */
const reachRank = ({ reach }: Form): number => reaches.indexOf(reach === 'unknown' ? 'public' : reach);

function transportDirection({ transport: before }: Form, { transport: after }: Form): Direction {
  if (before === after) return 'same';
  if (before === 'unknown' || after === 'unknown') return 'sideways';
  // Both keep plaintext out; which of them is stricter depends on who holds the key.
  const rank = (transport: Exposure['transport']): number => Math.max(1, transports.indexOf(transport));
  return byRank(rank(before), rank(after)) === 'same' ? 'sideways' : byRank(rank(before), rank(after));
}

function sourcesDirection(before: readonly string[], after: readonly string[]): Direction {
  if (before.join() === after.join()) return 'same';
  const [wider, narrower] = [includes(after, before), includes(before, after)];
  if (wider === true) return narrower === true ? 'same' : 'up';
  return narrower === true ? 'down' : 'sideways';
}

/** `up` where `smaller` lost something that `larger` has. */
function setDirection(smaller: readonly string[], larger: readonly string[]): Direction {
  const lost = larger.some((one) => !smaller.includes(one));
  const gained = smaller.some((one) => !larger.includes(one));
  if (lost && gained) return 'sideways';
  return lost ? 'up' : gained ? 'down' : 'same';
}

// https://kubernetes.io/docs/concepts/services-networking/network-policies/: what may be open counts as more than closed.
const policyRank = { blocked: 0, unknown: 1, filtered: 2, allowed: 3 } as const;
/** Where no pod is known nobody has asked the policies. */
function policyDirection(before: Form, after: Form): Direction {
  if (before.target === undefined || after.target === undefined) return 'same';
  const [was, now] = [before.policy, after.policy];
  if (was.state === 'filtered' && now.state === 'filtered')
    return sourcesDirection(was.sources ?? [], now.sources ?? []);
  return byRank(policyRank[was.state], policyRank[now.state]);
}

function meshDirection(before: Form, after: Form): Direction {
  if (before.mesh === after.mesh) return 'same';
  const [lost, gained] = [lossesOn(before, after).length > 0, lossesOn(after, before).length > 0];
  if (lost && gained) return 'sideways';
  return lost ? 'up' : gained ? 'down' : 'same';
}

function matchDirection({ entry: before, key: beforeKey }: Form, { entry: after, key: afterKey }: Form): Direction {
  if (!routeKinds.includes(before.kind) && before.kind !== 'listener')
    return addressDirection(before.address, after.address);
  const directions = [
    hostDirection(before.host, after.host, wildcardLabels({ entry: after })),
    before.kind === 'l4-route'
      ? conditionsDirection(before.conditions, after.conditions)
      : pathDirection(matchOf(beforeKey), matchOf(afterKey)),
  ].filter((direction) => direction !== 'same');
  if (directions.length === 0) return 'same';
  return directions.every((direction) => direction === directions[0]) ? (directions[0] ?? 'same') : 'sideways';
}

function admitsDirection({ entry: before }: Form, { entry: after }: Form): Direction {
  if (before.admits === undefined || after.admits === undefined) return 'same';
  const more = admitsMore(after.admits, before.admits, after.object.namespace);
  const less = admitsMore(before.admits, after.admits, after.object.namespace);
  if (more && less) return 'sideways';
  return more ? 'up' : less ? 'down' : 'same';
}

/** All addresses of a machine are more than one of them. */
function addressDirection(before: string | undefined, after: string | undefined): Direction {
  if (before === after) return 'same';
  const [wasAll, isAll] = [isEveryAddress(before), isEveryAddress(after)];
  if (wasAll === isAll) return 'sideways';
  return isAll ? 'up' : 'down';
}

const isEveryAddress = (address: string | undefined): boolean => address === '0.0.0.0' || address === '::';

type WildcardLabels = 'one' | 'many';

/** The wildcards of an Ingress and of an HTTPProxy stand for exactly one label; those of Gateway API and of the meshes for one or more. */
export const wildcardLabels = ({ entry }: Pick<Exposure, 'entry'>): WildcardLabels =>
  oneLabelKinds.includes(entry.object.kind) ? 'one' : 'many';

const oneLabelKinds: readonly string[] = ['Ingress', 'HTTPProxy'];

function hostDirection(before: string | undefined, after: string | undefined, labels: WildcardLabels): Direction {
  if (before === after) return 'same';
  if (coversHost(after, before, labels)) return 'up';
  return coversHost(before, after, labels) ? 'down' : 'sideways';
}

/** Every host covers all; `*.example.com` covers the names below it. */
export function coversHost(wide: string | undefined, narrow: string | undefined, labels: WildcardLabels): boolean {
  if (wide === undefined || narrow === undefined) return wide === undefined;
  if (labels === 'many') return wide !== narrow && covers(wide, narrow);
  return wide.startsWith('*.') && !narrow.startsWith('*.') && narrow.slice(narrow.indexOf('.') + 1) === wide.slice(2);
}

/** What asks for nothing else lets more in than what does. */
function conditionsDirection(before: string | undefined, after: string | undefined): Direction {
  if (before === after) return 'same';
  if (after === undefined) return 'up';
  return before === undefined ? 'down' : 'sideways';
}

function pathDirection(before: string, after: string): Direction {
  if (before === after) return 'same';
  if (coversPath(after, before)) return 'up';
  return coversPath(before, after) ? 'down' : 'sideways';
}

/** A prefix covers the paths below it, element by element; what asks for nothing else of a request covers what does. */
export function coversPath(wide: string, narrow: string): boolean {
  const [outer, inner] = [parted(wide), parted(narrow)];
  if (outer.more !== '' && outer.more !== inner.more) return false;
  if (outer.path === inner.path && outer.type === inner.type) return true;
  if (outer.type !== 'Prefix') return false;
  if (outer.path === '/') return true;
  return inner.type !== 'RegularExpression' && (inner.path === outer.path || inner.path.startsWith(`${outer.path}/`));
}

/** `Prefix[method=GET]:/path` in its parts. */
function parted(match: string): { readonly type: string; readonly more: string; readonly path: string } {
  const [, type = '', more = '', path = ''] = /^(\w*)(\[[^:]*\])?:(.*)$/s.exec(match) ?? [];
  return { type, more, path };
}
