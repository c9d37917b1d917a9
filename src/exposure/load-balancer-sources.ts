import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Service } from '../model/resource.ts';
import type { Placed, Position } from '../model/source.ts';
import { unlisted } from '../model/unlisted.ts';
import { firstOf, listOf } from './controllers/controller.ts';

/** The clients that a load balancer lets in, and where that is written. */
export interface LoadBalancerSources {
  readonly sources: readonly string[];
  readonly at: readonly Position[];
}

/** What all clouds read, and what the one reads that the cluster may stand in. */
export function loadBalancerSources(service: Service, { provider }: ClusterConfig): LoadBalancerSources {
  const own = clouds.filter(({ name }) => provider === undefined || name.test(provider));
  const replaced = own.flatMap(({ instead }) => instead?.(service) ?? []);
  const written =
    replaced.length > 0 ? replaced : [...service.sourceRanges, ...own.flatMap(({ besides }) => besides(service))];
  const sources = written.length > 0 ? canonicalCidrs(written.map(({ value }) => value)) : everywhere;
  return { sources, at: written.map(({ at }) => at) };
}

interface Cloud {
  readonly name: RegExp;
  /** Lets these in as well as the Service's own source ranges. */
  readonly besides: (service: Service) => readonly Placed<string>[];
  /** Lets these in, and its source ranges count for nothing. */
  readonly instead?: (service: Service) => readonly Placed<string>[];
}

const prefix = 'service.beta.kubernetes.io/';
const listIn = ({ annotations }: Service, name: string): readonly Placed<string>[] =>
  listOf(firstOf(annotations, prefix + name));

const clouds: readonly Cloud[] = [
  // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations
  {
    name: /azure|aks/i,
    besides: (service) => [
      ...listIn(service, 'azure-allowed-ip-ranges'),
      ...listIn(service, 'azure-allowed-service-tags').map((tag) => unlisted(`service tag ${tag.value}`, tag)),
    ],
  },
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#access-control
  {
    name: /aws|eks/i,
    besides: (service) =>
      listIn(service, 'aws-load-balancer-security-group-prefix-lists').map((list) =>
        unlisted(`prefix list ${list.value}`, list),
      ),
    instead: (service) =>
      listIn(service, 'aws-load-balancer-security-groups').map((group) =>
        unlisted(`security group ${group.value}`, group),
      ),
  },
];
