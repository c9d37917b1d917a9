import { albInstanceTargetNeedsNodePort } from './alb-instance-target-needs-node-port.ts';
import { ambiguousPortName } from './ambiguous-port-name.ts';
import { ambiguousYaml } from './ambiguous-yaml.ts';
import { authRemoved } from './auth-removed.ts';
import { catchAllRoute } from './catch-all-route.ts';
import { crossNamespaceExposure } from './cross-namespace-exposure.ts';
import { dangerousAnnotationAdded } from './dangerous-annotation-added.ts';
import { devPortMappingDangling } from './dev-port-mapping-dangling.ts';
import { duplicateKey } from './duplicate-key.ts';
import { duplicateObject } from './duplicate-object.ts';
import { exposureRerouted } from './exposure-rerouted.ts';
import { externalNameBackend } from './external-name-backend.ts';
import { externalTrafficPolicyChanged } from './external-traffic-policy-changed.ts';
import { gatewayAttachmentWidened } from './gateway-attachment-widened.ts';
import { gatewayPortNotExposed } from './gateway-port-not-exposed.ts';
import { hiddenLineBreak } from './hidden-line-break.ts';
import { hostFirewallLoosened } from './host-firewall-loosened.ts';
import { hostNetworkPortMismatch } from './host-network-port-mismatch.ts';
import { hostPortConflict } from './host-port-conflict.ts';
import { httpsRedirectDisabled } from './https-redirect-disabled.ts';
import { implicitNodePort } from './implicit-node-port.ts';
import { ingressBackendPortIsTargetPort } from './ingress-backend-port-is-target-port.ts';
import { ingressBackendPortMissing } from './ingress-backend-port-missing.ts';
import { ingressBackendServiceMissing } from './ingress-backend-service-missing.ts';
import { ingressClassUnresolved } from './ingress-class-unresolved.ts';
import { invalidPolicyField } from './invalid-policy-field.ts';
import { invalidPortField } from './invalid-port-field.ts';
import { invalidRouteField } from './invalid-route-field.ts';
import { invalidSourceRange } from './invalid-source-range.ts';
import { listenerConflict } from './listener-conflict.ts';
import { loadBalancerMadePublic } from './load-balancer-made-public.ts';
import { meshPolicyLoosened } from './mesh-policy-loosened.ts';
import { multipleEntryPaths } from './multiple-entry-paths.ts';
import { networkPolicyNarrowed } from './network-policy-narrowed.ts';
import { networkPolicyRemoved } from './network-policy-removed.ts';
import { networkPolicyWidened } from './network-policy-widened.ts';
import { newDevPortMapping } from './new-dev-port-mapping.ts';
import { newExternalIp } from './new-external-ip.ts';
import { newHostNetwork } from './new-host-network.ts';
import { newHostPort } from './new-host-port.ts';
import { newHttpRoute } from './new-http-route.ts';
import { newInternalLoadBalancer } from './new-internal-load-balancer.ts';
import { newL4Route } from './new-l4-route.ts';
import { newListener } from './new-listener.ts';
import { newNodePort } from './new-node-port.ts';
import { newPublicLoadBalancer } from './new-public-load-balancer.ts';
import { newTunnel } from './new-tunnel.ts';
import { nodePortCollision } from './node-port-collision.ts';
import { nodePortOutOfRange } from './node-port-out-of-range.ts';
import { policyBlocksRoute } from './policy-blocks-route.ts';
import { policyIsolatesUnintentionally } from './policy-isolates-unintentionally.ts';
import { policyPortMismatch } from './policy-port-mismatch.ts';
import { policySelectsNothing } from './policy-selects-nothing.ts';
import { portProtocolMismatch } from './port-protocol-mismatch.ts';
import { referenceNotGranted } from './reference-not-granted.ts';
import { removedApiVersion } from './removed-api-version.ts';
import { renderFailed } from './render-failed.ts';
import { routeBackendMissing } from './route-backend-missing.ts';
import { routeConflict } from './route-conflict.ts';
import { routeMatchWidened } from './route-match-widened.ts';
import { routeNotAttached } from './route-not-attached.ts';
import type { Rule } from './rule.ts';
import { sensitivePortExposed } from './sensitive-port-exposed.ts';
import { serviceFieldConflict } from './service-field-conflict.ts';
import { serviceNamedPortMissing } from './service-named-port-missing.ts';
import { serviceSelectorMatchesNothing } from './service-selector-matches-nothing.ts';
import { serviceTargetPortNotDeclared } from './service-target-port-not-declared.ts';
import { serviceTypeWidened } from './service-type-widened.ts';
import { sourceRangesRemoved } from './source-ranges-removed.ts';
import { sourceRangesWidened } from './source-ranges-widened.ts';
import { suspiciousName } from './suspicious-name.ts';
import { tlsHostMismatch } from './tls-host-mismatch.ts';
import { tlsRemoved } from './tls-removed.ts';
import { visibilityLabelRemoved } from './visibility-label-removed.ts';
import { workloadLostIsolation } from './workload-lost-isolation.ts';
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
  newL4Route,
  newListener,
  newTunnel,
  crossNamespaceExposure,
  newDevPortMapping,
  implicitNodePort,
  catchAllRoute,
  sensitivePortExposed,
  multipleEntryPaths,
  externalNameBackend,
  serviceTypeWidened,
  loadBalancerMadePublic,
  sourceRangesRemoved,
  sourceRangesWidened,
  tlsRemoved,
  httpsRedirectDisabled,
  authRemoved,
  routeMatchWidened,
  visibilityLabelRemoved,
  dangerousAnnotationAdded,
  externalTrafficPolicyChanged,
  exposureRerouted,
  gatewayAttachmentWidened,
  networkPolicyRemoved,
  networkPolicyWidened,
  workloadLostIsolation,
  hostFirewallLoosened,
  networkPolicyNarrowed,
  policyBlocksRoute,
  meshPolicyLoosened,
  serviceSelectorMatchesNothing,
  serviceTargetPortNotDeclared,
  serviceNamedPortMissing,
  portProtocolMismatch,
  ambiguousPortName,
  invalidPortField,
  serviceFieldConflict,
  ingressBackendServiceMissing,
  ingressBackendPortMissing,
  ingressBackendPortIsTargetPort,
  albInstanceTargetNeedsNodePort,
  ingressClassUnresolved,
  routeBackendMissing,
  routeNotAttached,
  referenceNotGranted,
  listenerConflict,
  invalidRouteField,
  invalidPolicyField,
  tlsHostMismatch,
  routeConflict,
  gatewayPortNotExposed,
  invalidSourceRange,
  nodePortOutOfRange,
  nodePortCollision,
  hostPortConflict,
  hostNetworkPortMismatch,
  devPortMappingDangling,
  policyPortMismatch,
  policySelectsNothing,
  policyIsolatesUnintentionally,
  workloadSelectorMismatch,
  removedApiVersion,
  duplicateObject,
  renderFailed,
  duplicateKey,
  ambiguousYaml,
  hiddenLineBreak,
  suspiciousName,
];
