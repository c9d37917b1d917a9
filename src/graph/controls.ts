import type { Control, JoinedName, ObjectName, ResourceId, Route, RouteRule, RuleControls } from '../model/resource.ts';
import { unlisted } from '../model/unlisted.ts';
import type { PathBudget } from './path-budget.ts';
import { sameObject } from './same-object.ts';

export type FindControl = (name: ObjectName, from: ResourceId) => Control | undefined;

export function controlLookup(controls: readonly Control[]): FindControl {
  const byName = Map.groupBy(controls, ({ id }) => id.name);
  return (wanted, from) => byName.get(wanted.name)?.find(({ id }) => sameObject(wanted, from, id));
}

export type FindJoined = (name: JoinedName) => Control | undefined;

/** An unset namespace is the one that the deploy action fills in, so it may be any: then the longest name counts. */
export function joinedLookup(controls: readonly Control[]): FindJoined {
  const exact = new Map(controls.map((one) => [`${one.id.kind} ${one.id.namespace ?? ''}-${one.id.name}`, one]));
  const anywhere = controls
    .filter(({ id }) => id.namespace === undefined)
    .toSorted((a, b) => b.id.name.length - a.id.name.length);
  return ({ kind, joined }) =>
    exact.get(`${kind} ${joined}`) ?? anywhere.find(({ id }) => id.kind === kind && joined.endsWith(`-${id.name}`));
}

/** What the objects ask of clients that the annotations of a route name. */
export const joinedBy = (
  { usesJoined = [] }: Route,
  links: ControlLinks & { readonly joined: FindJoined },
): ReadonlyMap<string, readonly RuleControls[]> =>
  new Map(
    usesJoined.flatMap((name) => {
      const control = links.joined(name);
      return control === undefined ? [] : [[name.text, allOf(control, links, new Set())] as const];
    }),
  );

interface ControlLinks {
  readonly controls: FindControl;
  readonly questions: PathBudget;
}

/** What a rule says of its clients itself, and what the objects add that it uses. */
export const controlsBy = (rule: RouteRule, from: ResourceId, links: ControlLinks): readonly RuleControls[] => [
  ...(rule.controls === undefined ? [] : [rule.controls]),
  ...usedBy(rule.uses ?? [], from, links, new Set()),
];

/** What asks twice asks for nothing more, and what leads back to itself neither. */
const usedBy = (
  names: readonly ObjectName[],
  from: ResourceId,
  links: ControlLinks,
  asked: Set<Control>,
): readonly RuleControls[] =>
  names.flatMap((name) => {
    links.questions.take(1);
    const control = links.controls(name, from);
    if (control === undefined) return [unread(name)];
    return asked.has(control) ? [] : allOf(control, links, asked);
  });

/** What the object does itself, and those that it uses. */
function allOf(control: Control, links: ControlLinks, asked: Set<Control>): readonly RuleControls[] {
  asked.add(control);
  return [control.controls, ...usedBy(control.uses ?? [], control.id, links, asked)];
}

const known = new WeakMap<ObjectName, RuleControls>();

/** What is not among the manifests may do anything: its name is all that can be compared. */
function unread(wanted: ObjectName): RuleControls {
  const controls = known.get(wanted) ?? soundsLike(wanted);
  known.set(wanted, controls);
  return controls;
}

function soundsLike({ kind, name, at }: ObjectName): RuleControls {
  const called = { value: `${kind} ${name}`, at };
  const isList = /allow-?list|white-?list|ip-?allow/i.test(name);
  const isAuth = /auth(?!or)|oidc|jwt|ldap|sso|login|mtls/i.test(name);
  const isRedirect = /redirect/i.test(name) && /https|ssl|tls|scheme/i.test(name);
  return {
    sources: isList ? [unlisted(called.value, called)] : [],
    auth: isAuth && !isList ? [called] : [],
    transport: isRedirect ? { value: 'tls+redirect', at } : undefined,
  };
}
