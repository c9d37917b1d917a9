import { type Controller, noControls } from './controller.ts';

/** What its Mappings say stands in their fields; TLS is up to its Hosts. @see https://www.getambassador.io/docs/emissary */
export const emissary: Controller = {
  name: 'Emissary',
  answersFor: (className) => /^(emissary|ambassador)/.test(className),
  pods: { namespace: 'emissary', labels: { 'app.kubernetes.io/name': 'emissary-ingress' } },
  prefixes: ['getambassador.io/'],
  read: () => noControls,
  transport: () => 'unknown',
  dangerous: new Map(),
};
