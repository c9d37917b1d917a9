import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { type MeshNeed, type MeshRule, type MutualTls, mutualTls, type ResourceId } from '../../model/resource.ts';
import { byText, type Placed } from '../../model/source.ts';
import { labelsOf, objectPosition, placedText } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';

const [group, apiVersions] = ['security.istio.io', ['v1', 'v1beta1']];
const notRead = ['spec.targetRef', 'spec.targetRefs'];

const head = (root: MapNode, id: ResourceId) =>
  ({
    role: 'mesh-policy',
    id,
    at: objectPosition(root),
    selector: labelsOf(field(root, 'spec', 'selector', 'matchLabels')),
  }) as const;

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
const peerAuthentication: KindReader = {
  group,
  kinds: ['PeerAuthentication'],
  apiVersions,
  summary: 'selector, mode of mutual TLS, modes of single ports',
  notRead: [],
  read: (root, id, unclear) => [
    {
      ...head(root, id),
      asks: 'mtls',
      mode: modeOf(field(root, 'spec', 'mtls'), unclear),
      ports: new Map(
        entries(field(root, 'spec', 'portLevelMtls')).flatMap(({ key, value }) => {
          const mode = modeOf(value, unclear);
          return mode === undefined ? [] : [[Number(key), mode] as const];
        }),
      ),
    },
  ],
};

/** `UNSET` is the same as nothing. */
function modeOf(node: Node | undefined, unclear: Unclear): Placed<MutualTls> | undefined {
  const written = placedText(node, 'mode');
  if (written === undefined || written.value === 'UNSET') return undefined;
  const known = mutualTls.find((mode) => mode === written.value);
  if (known === undefined) unclear(written.at, say`${written.value} is not a mode of mutual TLS`);
  return known === undefined ? undefined : { value: known, at: written.at };
}

const actions = { ALLOW: 'allow', DENY: 'deny', CUSTOM: 'custom' } as const;

/** One that only audits closes nothing. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
const authorizationPolicy: KindReader = {
  group,
  kinds: ['AuthorizationPolicy'],
  apiVersions,
  summary: 'selector, action, rules',
  notRead,
  read: (root, id, unclear) => {
    const written = placedText(root, 'spec', 'action');
    const action = actions[(written?.value ?? 'ALLOW') as keyof typeof actions];
    if (written !== undefined && action === undefined && written.value !== 'AUDIT')
      unclear(written.at, say`${written.value} is not an action of an AuthorizationPolicy`);
    // What says whom it is for in another way holds for others than the pods that it selects.
    if (action === undefined || notRead.some((path) => field(root, ...path.split('.')) !== undefined)) return [];
    const rules = items(field(root, 'spec', 'rules')).flatMap(rulesOf);
    return [{ ...head(root, id), asks: 'authorization', action, rules }];
  },
};

/** @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
const requestAuthentication: KindReader = {
  group,
  kinds: ['RequestAuthentication'],
  apiVersions,
  summary: 'selector, issuers of tokens',
  notRead,
  read: (root, id) =>
    notRead.some((path) => field(root, ...path.split('.')) !== undefined)
      ? []
      : [
          {
            ...head(root, id),
            asks: 'tokens',
            issuers: items(field(root, 'spec', 'jwtRules')).map((rule) => scalarText(field(rule, 'issuer')) ?? ''),
          },
        ],
};

export const meshPolicies: readonly KindReader[] = [peerAuthentication, authorizationPolicy, requestAuthentication];

/** More than this many pairs of a rule are kept as one text. */
const maxPairs = 1000;

/** Each source with each operation, under all conditions: a missing list is one that asks for nothing. */
function rulesOf(rule: Node): readonly MeshRule[] {
  const [sources, operations] = [alternatives(rule, 'from', 'source'), alternatives(rule, 'to', 'operation')];
  const conditions = items(field(rule, 'when')).flatMap(conditionOf);
  const at = positionOf(rule);
  if (sources.length * operations.length > maxPairs)
    return [{ at, needs: [{ what: '', isNot: false, values: [JSON.stringify([sources, operations, conditions])] }] }];
  return sources.flatMap((source) =>
    operations.map((operation) => ({ at, needs: [...source, ...operation, ...conditions] })),
  );
}

function alternatives(rule: Node, list: string, part: string): readonly (readonly MeshNeed[])[] {
  const all = items(field(rule, list));
  return all.length === 0
    ? [[]]
    : all.map((one) => entries(field(one, part)).flatMap(({ key, value }) => needOf(key, value)));
}

/** `notPaths` is what must not be, of `paths`; an empty list is the same as none. */
function needOf(key: string, value: Node): readonly MeshNeed[] {
  const values = textsOf(value);
  const [, negated] = /^not([A-Z].*)$/.exec(key) ?? [];
  const what = negated === undefined ? key : negated.charAt(0).toLowerCase() + negated.slice(1);
  return values.length === 0 ? [] : [{ what, isNot: negated !== undefined, values }];
}

const conditionOf = (condition: Node): readonly MeshNeed[] =>
  (['values', 'notValues'] as const).flatMap((list) => {
    const values = textsOf(field(condition, list));
    const what = scalarText(field(condition, 'key')) ?? '';
    return values.length === 0 ? [] : [{ what, isNot: list === 'notValues', values }];
  });

const textsOf = (node: Node | undefined): readonly string[] =>
  [...new Set(items(node).flatMap((value) => scalarText(value) ?? []))].sort(byText);
