import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Access, compareAdmissions } from '../../../src/graph/policy/compare.ts';
import { riddle } from '../../support/label-riddle.ts';
import { isolates, mayConnect } from '../../support/policy-model.ts';
import {
  graphOf,
  type NamespaceObject,
  type Peer,
  type PodObject,
  type PolicyObject,
  type PolicyWorld,
  peer,
  podName,
  policyWorld,
  portNumbers,
  probes,
  probes6,
  tieredWorld,
  worldGraph,
} from '../../support/policy-world.ts';
import { policyYaml, webPod } from '../../support/shop-policy.ts';

const labelled: readonly NamespaceObject[] = [undefined, 'red', 'blue', 'other'].map((team) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: `of-${team}`, labels: team === undefined ? {} : { team } },
}));
const namespaces = ['a', 'b', 'elsewhere', 'unheard-of', ...labelled.map(({ metadata }) => metadata.name)];

/** A pod of every kind that the selectors of a world can tell from another. */
const strangers: readonly PodObject[] = namespaces.flatMap((namespace) =>
  [undefined, 'x', 'y', 'other'].flatMap((app) =>
    [undefined, 'front', 'back', 'other'].map(
      (tier): PodObject => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${app}-${tier}`,
          namespace,
          labels: { ...(app === undefined ? {} : { app }), ...(tier === undefined ? {} : { tier }) },
        },
        spec: { containers: [{ name: 'main', ports: [] }] },
      }),
    ),
  ),
);

/** Two worlds that differ in every policy, in those of the administrators alone, or in who is let in by one. */
const pairs: fc.Arbitrary<readonly [PolicyWorld, PolicyWorld]> = fc.oneof(
  fc.tuple(policyWorld, policyWorld).map(([one, other]) => [one, { ...one, policies: other.policies }] as const),
  fc.tuple(tieredWorld, tieredWorld).map(([one, other]) => [one, { ...one, policies: other.policies }] as const),
  fc.tuple(tieredWorld, tieredWorld).map(([one, { adminPolicies = [] }]) => [one, { ...one, adminPolicies }] as const),
  fc.tuple(policyWorld, peer, peer).map(([world, one, other]) => {
    const letting = (from: Peer): PolicyWorld => ({
      ...world,
      policies: [{ ...onePolicy, spec: { ingress: [{ from: [from] }] } }],
    });
    return [letting(one), letting(other)] as const;
  }),
);

const onePolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'one', namespace: 'a' },
} as const;

test('what a comparison calls gained or lost is gained or lost, and nothing else is', () => {
  fc.assert(
    fc.property(pairs, ([base, head]) => {
      const changes = compareAdmissions(worldGraph(base), worldGraph(head));
      const told = base.pods.map((pod) => {
        const change = changes.find(({ after: { id } }) => id.name === pod.metadata.name);
        return { pod: podName(pod), ...sorted('gained', change?.gained), ...sorted('lost', change?.lost) };
      });
      expect(told).toEqual(base.pods.map((pod) => expected(pod, base, head)));
    }),
    { numRuns: 40 },
  );
});

test('the words for who gains stand for nobody who is kept out', () => {
  fc.assert(
    fc.property(pairs, ([base, head]) => {
      for (const { after, gained } of compareAdmissions(worldGraph(base), worldGraph(head))) {
        const pod = base.pods.find(({ metadata }) => metadata.name === after.id.name);
        expect(pod === undefined ? [after] : gained.flatMap((access) => keptOut(access, pod, head))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

/** Who is meant by the words and may not connect at all of the ports. */
function keptOut({ who, ports }: Access, pod: PodObject, world: PolicyWorld): readonly string[] {
  if (!who.includes('pods') && !who.includes('every pod')) return [];
  const may = admits(pod, world);
  const meant = strangers.filter((one) => isMeant(one, who, pod.metadata.namespace, world)).map(podName);
  const asked = [...ports].flatMap(([protocol, ranges]) =>
    portNumbers
      .filter((port) => ranges.some(({ first, last }) => first <= port && port <= last))
      .map((port) => [protocol, port] as const),
  );
  return meant
    .filter((one) => !asked.every(([protocol, port]) => may(one, protocol, port)))
    .map((one) => `${one}: ${who}`);
}

const labelsText = String.raw`(?: with (\S+?))?(?: and no other label)?(?:(?: and)? without (\S+?))?`;
const text = new RegExp(
  String.raw`^(?:every pod|pods)${labelsText} (?:(in its namespace)|in every namespace(?: without (\S+))?(?: but (.+))?|in (?:namespace (\S+)|(some other namespace)|every other namespace|namespaces${labelsText}))$`,
);

/** Do the words stand for the pod as well? Only what is surely meant counts. */
function isMeant(
  { metadata: { namespace, labels } }: PodObject,
  who: string,
  own: string,
  world: PolicyWorld,
): boolean {
  const match = text.exec(who);
  if (match === null) throw new Error(`not understood: ${who}`);
  const [, has, hasNot, isOwn, lacking, but, named, isElsewhere, namespaceHas, namespaceLacks] = match;
  const objects = [...world.namespaces, ...labelled];
  const object = objects.find(({ metadata }) => metadata.name === namespace)?.metadata.labels ?? {};
  if (who.includes('no other label') && Object.keys({ ...labels, ...object }).length > 0) return false;
  if (!fits(labels, has, hasNot) || isElsewhere !== undefined) return false;
  if (isOwn !== undefined) return namespace === own;
  if (named !== undefined) return namespace === named;
  const isKnown = objects.some(({ metadata }) => metadata.name === namespace);
  if (
    lacking !== undefined ||
    namespaceHas !== undefined ||
    namespaceLacks !== undefined ||
    who.endsWith('every other namespace')
  )
    return isKnown && namespace.startsWith('of-') && fits(object, namespaceHas, lacking ?? namespaceLacks);
  return but === undefined || (!but.includes(' more') && !but.split(', ').includes(namespace));
}

/** `app=x,tier=(other)` are all there, and of `team,app=y` none is. */
function fits(labels: Record<string, string>, has: string | undefined, hasNot: string | undefined): boolean {
  const pairsOf = (list: string | undefined) =>
    (list ?? '')
      .split(',')
      .filter(Boolean)
      .map((one) => one.split('='));
  const isNamed = (key: string, value: string | undefined): boolean =>
    value === '(other)'
      ? labels[key] === 'other'
      : value === undefined
        ? labels[key] !== undefined
        : labels[key] === value;
  return (
    pairsOf(has).every(([key = '', value]) => isNamed(key, value)) &&
    !pairsOf(hasNot).some(([key = '', value]) => isNamed(key, value))
  );
}

const sorted = (what: 'gained' | 'lost', accesses: readonly Access[] = []) => ({
  [`${what} by pods`]: accesses.some(({ isOutside }) => !isOutside),
  [`${what} by addresses`]: accesses.some(({ isOutside }) => isOutside),
});

function expected(pod: PodObject, base: PolicyWorld, head: PolicyWorld) {
  const [was, now] = [admits(pod, base), admits(pod, head)];
  const callers = [strangers.map(podName), [...probes, ...probes6]] as const;
  const [byPods, byAddresses] = callers.map((all) =>
    all.flatMap((caller) =>
      (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
        portNumbers.map((port) => [was(caller, protocol, port), now(caller, protocol, port)] as const),
      ),
    ),
  );
  return {
    pod: podName(pod),
    'gained by pods': byPods?.some(([before, after]) => !before && after),
    'gained by addresses': byAddresses?.some(([before, after]) => !before && after),
    'lost by pods': byPods?.some(([before, after]) => before && !after),
    'lost by addresses': byAddresses?.some(([before, after]) => before && !after),
  };
}

/** What may come to the pod, whatever holds back those who send it. */
function admits(pod: PodObject, world: PolicyWorld) {
  const own: PolicyWorld = {
    namespaces: [...world.namespaces, ...labelled],
    pods: [pod, ...strangers],
    policies: world.policies.filter((policy) => isolates(policy, pod, 'Ingress')).map(ofIngress),
    adminPolicies: (world.adminPolicies ?? []).map(({ spec: { egress: _none, ...spec }, ...rest }) => ({
      ...rest,
      spec,
    })),
  };
  return (caller: string, protocol: string, port: number) => mayConnect(own, caller, podName(pod), protocol, port);
}

function ofIngress(policy: PolicyObject): PolicyObject {
  const { egress: _none, ...spec } = policy.spec;
  return { ...policy, spec: { ...spec, policyTypes: ['Ingress'] } };
}

test('a riddle of labels that nobody can solve is not called the same', () => {
  const side = (...peers: readonly string[]) => graphOf([webPod, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  const [change] = compareAdmissions(side(...riddle), side(...riddle, '{ podSelector: {} }'));
  expect(change).toMatchObject({ gained: [], isComplete: false });
});
