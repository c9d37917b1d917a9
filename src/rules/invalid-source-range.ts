import { awsLoadBalancerController } from '../exposure/controllers/aws.ts';
import { controlsOf, readersOf } from '../exposure/controllers/index.ts';
import { ingressNginx } from '../exposure/controllers/ingress-nginx.ts';
import type { ConnectedRoute, Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { canonicalCidrs, oddityOf } from '../model/cidr.ts';
import type { Severity } from '../model/finding.ts';
import { type Message, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe, type ResourceId } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://github.com/kubernetes/enhancements/issues/4858 (stricter validation of addresses and CIDRs) */
export const invalidSourceRange: StateRule = {
  id: 'invalid-source-range',
  severity: 'error',
  summary: 'a source range that is not a CIDR, or odd',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    rangesIn(graph).flatMap(({ id, range, answer }) => {
      const verdict = isPlaceholder(range.value) ? undefined : answer(range.value);
      if (verdict === undefined) return [];
      return {
        about: `${objectName(id)}|${range.value}`,
        object: objectOf(id),
        at: range.at,
        because: [],
        message: say`source range ${range.value} of ${describe(id)} ${verdict.what}`,
        help: helpFor(range.value),
        severity: verdict.severity,
        units: [unit.id],
      };
    }),
};

/** The range as everybody reads it; a leading zero may have been meant as octal. */
function helpFor(range: string): Message {
  const [canonical] = canonicalCidrs([range]);
  const oddity = oddityOf(range);
  if (canonical === undefined || oddity === 'no-cidr')
    return say`write the network's first address and its length, such as 10.0.0.0/8`;
  return oddity === 'leading-zeros' ? say`write ${canonical} if that is meant` : say`write ${canonical}`;
}

interface Verdict {
  readonly what: Message;
  readonly severity: Severity;
}

interface Range {
  readonly id: ResourceId;
  readonly range: Placed<string>;
  readonly answer: (range: string) => Verdict | undefined;
}

const rangesIn = ({ services, routes }: Graph): readonly Range[] => [
  ...services
    .filter(({ service }) => service.sourceRanges.length > 0)
    .flatMap(({ service }) => service.sourceRanges.map((range) => ({ id: service.id, range, answer: ofApiServer }))),
  ...routes.filter(({ route }) => route.annotations.size > 0).flatMap(rangesOfRoute),
];

function rangesOfRoute(connected: ConnectedRoute): readonly Range[] {
  const [reader, ...others] = readersOf(connected);
  const answer = (others.length === 0 ? answers.get(reader?.name ?? '') : undefined) ?? ofOthers;
  return controlsOf(connected, false).ranges.map((range) => ({ id: connected.route.id, range, answer }));
}

function ofApiServer(range: string): Verdict | undefined {
  const oddity = oddityOf(range);
  if (oddity === 'no-cidr' || oddity === 'no-length')
    return { what: say`is not a CIDR; the API server refuses the Service`, severity: 'error' };
  if (oddity === 'leading-zeros')
    return {
      what: say`has octets with a leading zero: Kubernetes reads them as decimal, and newer versions refuse them; other software reads octal`,
      severity: 'warning',
    };
  return oddity === undefined
    ? undefined
    : { what: say`has host bits set: Kubernetes takes the whole network`, severity: 'info' };
}

/** Go's own parser, and what it cannot read closes the location. A bare address is one. */
function ofIngressNginx(range: string): Verdict | undefined {
  const oddity = oddityOf(range);
  if (oddity !== 'no-cidr' && oddity !== 'leading-zeros') return undefined;
  return {
    what: say`is neither an address nor a CIDR for ingress-nginx, which then answers 503 to everybody`,
    severity: 'warning',
  };
}

/** Go's own parser again, and an address without a length is no CIDR. Until it can read all, it changes nothing. */
function ofAws(range: string): Verdict | undefined {
  const oddity = oddityOf(range);
  if (oddity === undefined || oddity === 'host-bits') return undefined;
  return {
    what: say`is not a CIDR for the AWS Load Balancer Controller, which then leaves the load balancer as it is`,
    severity: 'warning',
  };
}

const ofOthers = (range: string): Verdict | undefined =>
  oddityOf(range) === 'no-cidr'
    ? { what: say`is neither an address nor a CIDR; how the controller treats it is unknown`, severity: 'warning' }
    : undefined;

const answers: ReadonlyMap<string, Range['answer']> = new Map([
  [ingressNginx.name, ofIngressNginx],
  [awsLoadBalancerController.name, ofAws],
]);
