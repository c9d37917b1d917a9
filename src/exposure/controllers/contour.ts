import { type Annotations, type Controller, noControls, type RouteControls, withoutRedirect } from './controller.ts';

/** @see https://projectcontour.io/docs/main/config/annotations/ */
export const contour: Controller = {
  name: 'Contour',
  answersFor: (className, controller) =>
    controller === undefined ? /contour/.test(className) : controller.startsWith('projectcontour.io/'),
  pods: { namespace: 'projectcontour', labels: { app: 'envoy' } },
  prefixes: ['projectcontour.io/'],
  read,
  transport: withoutRedirect,
  dangerous: new Map(),
};

/** It compares with these very words, and redirects whether or not there is a certificate. */
function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const forced = annotations.get('ingress.kubernetes.io/force-ssl-redirect');
  if (forced?.value === 'true') return { ...noControls, transport: { value: 'tls+redirect', at: forced.at } };
  const plain = annotations.get('kubernetes.io/ingress.allow-http');
  return hasCertificate && plain?.value === 'false'
    ? { ...noControls, transport: { value: 'tls-only', at: plain.at } }
    : noControls;
}
