import { duplicateKey } from './duplicate-key.ts';
import { ingressBackendPortMissing } from './ingress-backend-port-missing.ts';
import { ingressBackendServiceMissing } from './ingress-backend-service-missing.ts';
import { newDevPortMapping } from './new-dev-port-mapping.ts';
import { newExternalIp } from './new-external-ip.ts';
import { newHostNetwork } from './new-host-network.ts';
import { newHostPort } from './new-host-port.ts';
import { newHttpRoute } from './new-http-route.ts';
import { newInternalLoadBalancer } from './new-internal-load-balancer.ts';
import { newNodePort } from './new-node-port.ts';
import { newPublicLoadBalancer } from './new-public-load-balancer.ts';
import { nodePortCollision } from './node-port-collision.ts';
import { nodePortOutOfRange } from './node-port-out-of-range.ts';
import type { Rule } from './rule.ts';
import { serviceNamedPortMissing } from './service-named-port-missing.ts';
import { serviceSelectorMatchesNothing } from './service-selector-matches-nothing.ts';
import { serviceTargetPortNotDeclared } from './service-target-port-not-declared.ts';
import { serviceTypeWidened } from './service-type-widened.ts';
import { workloadSelectorMismatch } from './workload-selector-mismatch.ts';

/** Every rule: new ways in first, then broken links, then the text itself. */
export const rules: readonly Rule[] = [
  newPublicLoadBalancer,
  newInternalLoadBalancer,
  newNodePort,
  newHostPort,
  newHostNetwork,
  newExternalIp,
  newHttpRoute,
  newDevPortMapping,
  serviceTypeWidened,
  serviceSelectorMatchesNothing,
  serviceTargetPortNotDeclared,
  serviceNamedPortMissing,
  ingressBackendServiceMissing,
  ingressBackendPortMissing,
  nodePortOutOfRange,
  nodePortCollision,
  workloadSelectorMismatch,
  duplicateKey,
];
