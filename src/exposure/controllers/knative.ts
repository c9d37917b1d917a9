import { type Controller, noControls } from './controller.ts';

/** Its networking layer is one of several, and whether it ends TLS is set there. @see https://knative.dev/docs/serving/ */
export const knative: Controller = {
  name: 'Knative',
  answersFor: (className) => /knative/.test(className),
  prefixes: ['networking.knative.dev/'],
  read: () => noControls,
  transport: (hasCertificate) => (hasCertificate ? 'tls+plaintext' : 'unknown'),
  dangerous: new Map(),
};
