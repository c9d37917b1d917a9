import type { Labels } from '../model/resource.ts';

/** Labels of pods that no manifest holds: made by an operator or the control plane, or not filled in yet. */
export const isMadeElsewhere = (labels: Labels): boolean =>
  [...labels].some(([key, value]) => !isLabel(value) || isOperators(key, value));

// Pods with these labels are made by operators or by the control plane, and are never in the repository.
const madeElsewhere = [
  'cnpg.io/',
  'strimzi.io/',
  'elasticsearch.k8s.elastic.co/',
  'postgres-operator.crunchydata.com/',
];
const operators = ['prometheus-operator', 'strimzi-cluster-operator', 'rabbitmq-cluster-operator'];

/** A placeholder is no value yet, and nobody knows what it will select. */
export const isLabel = (value: string): boolean => /^([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?$/.test(value);

const isOperators = (key: string, value: string): boolean =>
  madeElsewhere.some((prefix) => key.startsWith(prefix)) ||
  (key === 'app.kubernetes.io/managed-by' && operators.includes(value)) ||
  (key === 'k8s-app' && value.startsWith('kube-')) ||
  (key === 'component' && value.startsWith('kube-')) ||
  key.startsWith('pod-template-hash') ||
  key.startsWith('rollouts-pod-template-hash');
