import type { Control, ObjectName, ResourceId, RouteRule, RuleControls } from '../model/resource.ts';
import { sameObject } from './same-object.ts';

export type FindControl = (name: ObjectName, from: ResourceId) => Control | undefined;

export function controlLookup(controls: readonly Control[]): FindControl {
  const byName = Map.groupBy(controls, ({ id }) => id.name);
  return (wanted, from) => byName.get(wanted.name)?.find(({ id }) => sameObject(wanted, from, id));
}

/** What a rule says of its clients itself, and what the objects add that it uses. */
export function controlsBy(rule: RouteRule, from: ResourceId, find: FindControl): readonly RuleControls[] {
  const used = (rule.uses ?? []).map((name) => find(name, from)?.controls ?? unread(name));
  return [...(rule.controls === undefined ? [] : [rule.controls]), ...used];
}

const known = new WeakMap<ObjectName, RuleControls>();

/** What is not among the manifests may do anything: its name is all that can be compared. */
function unread(wanted: ObjectName): RuleControls {
  const { kind, name, at } = wanted;
  const isAuth = /auth(?!or)|oidc|jwt|ldap|sso|login/i.test(name);
  const controls = known.get(wanted) ?? {
    sources: [],
    auth: isAuth ? [{ value: `${kind} ${name}`, at }] : [],
    transport: undefined,
  };
  known.set(wanted, controls);
  return controls;
}
