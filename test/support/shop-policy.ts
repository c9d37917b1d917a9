/** A pod of the namespace `shop`, with `app: web`. */
export const webPod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web }] }`;

/** The policy over it, with these rules for what comes in. */
export const policyYaml = (ingress: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, ingress: ${ingress} }`;
