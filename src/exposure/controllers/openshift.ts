import { type Controller, noControls } from './controller.ts';

/**
 * The router of OpenShift. What its own Routes say stands in their fields.
 * @see https://docs.openshift.com/container-platform/latest/networking/ingress-operator.html
 */
export const openshiftRouter: Controller = {
  name: 'the OpenShift router',
  answersFor: (className, controller) =>
    controller === undefined
      ? className.startsWith('openshift')
      : controller.startsWith('openshift.io/ingress-to-route'),
  pods: {
    namespace: 'openshift-ingress',
    labels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' },
  },
  prefixes: ['route.openshift.io/', 'haproxy.router.openshift.io/'],
  read: () => noControls,
  transport: (hasCertificate) => (hasCertificate ? 'tls+redirect' : 'plaintext'),
  dangerous: new Map(),
};
