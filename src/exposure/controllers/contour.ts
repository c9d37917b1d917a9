import { type Controller, isTrue, noControls, withoutRedirect } from './controller.ts';

const redirect = 'ingress.kubernetes.io/force-ssl-redirect';

/** @see https://projectcontour.io/docs/main/config/annotations/ */
export const contour: Controller = {
  name: 'Contour',
  answersFor: (className, controller) =>
    controller === undefined ? /contour/.test(className) : controller.startsWith('projectcontour.io/'),
  pods: { namespace: 'projectcontour', labels: { app: 'envoy' } },
  prefixes: ['projectcontour.io/'],
  read: (annotations, hasCertificate) => {
    const forced = annotations.get(redirect);
    return hasCertificate && isTrue(forced)
      ? { ...noControls, transport: { value: 'tls+redirect', at: forced.at } }
      : noControls;
  },
  transport: withoutRedirect,
  dangerous: new Map(),
};
