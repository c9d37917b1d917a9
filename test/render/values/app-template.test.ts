import { describe, expect, test } from 'vitest';
import { made } from './made.ts';

const chart = { name: 'media', chart: 'app-template' };

describe("the charts made of bjw-s' library", () => {
  test('the only one of each kind has the name of the release', () => {
    const values = `
service: {app: {controller: media, type: LoadBalancer, ports: {http: {port: 8096}}}}
route: {app: {hostnames: ["{{ .Release.Name }}.example"], parentRefs: [{name: inside, namespace: infra}], rules: [{backendRefs: [{identifier: app, port: http}]}]}}
ingress: {app: {className: inside, hosts: [{host: media.example, paths: [{path: /, service: {identifier: app, port: http}}]}]}}
`;
    expect(made(values, chart)).toEqual([
      'Service media LoadBalancer http:8096',
      'HTTPRoute media at infra/inside media.example → media:8096',
      'Ingress media ingressClassName=inside media.example/ → media:8096',
    ]);
  });

  test('of several each has its own, unless one is marked', () => {
    const two =
      'service: {app: {ports: {http: {port: 80}}}, torrent: {type: LoadBalancer, ports: {bt: {port: 50413, protocol: TCP}}}}';
    expect(made(two, chart)).toEqual(['Service media-torrent LoadBalancer bt:50413']);
    const marked = two.replace('torrent: {', 'torrent: {primary: true, ');
    expect(made(marked, chart)).toEqual(['Service media LoadBalancer bt:50413']);
    const renamed = two.replace('torrent: {', 'torrent: {forceRename: "{{ .Release.Name }}-x", ');
    expect(made(renamed, chart)).toEqual(['Service media-x LoadBalancer bt:50413']);
  });

  test('a Service may be called by its identifier, as by a name', () => {
    const values =
      'service: {main: {ports: {http: {port: 80}}}}\ningress: {main: {hosts: [{host: a.example, paths: [{path: /, service: {name: main, port: http}}]}]}}';
    expect(made(values, chart)).toEqual(['Ingress media a.example/ → media:80']);
  });

  test('an application protocol is TCP', () => {
    const values =
      'service: {app: {type: LoadBalancer, ports: {http: {port: 80, protocol: HTTP}, dns: {port: 53, protocol: UDP}}}}';
    expect(made(values, chart)).toEqual(['Service media LoadBalancer http:80 dns:53/UDP']);
  });

  test('what is switched off counts for nothing, not even for names', () => {
    const values =
      'service: {app: {enabled: false, ports: {http: {port: 80}}}, lan: {type: NodePort, ports: {http: {port: 80, nodePort: 30080}}}}';
    expect(made(values, chart)).toEqual(['Service media NodePort http:80@30080']);
  });

  test('pods on the network of their nodes, with the ports that their containers declare', () => {
    const values =
      'controllers: {media: {pod: {hostNetwork: true}, containers: {app: {ports: [{name: http, containerPort: 8096}]}}}}';
    expect(made(values, chart)).toEqual(['Deployment media hostNetwork=true 8096←?']);
    expect(made('defaultPodOptions: {hostNetwork: true}', chart)).toEqual(['Deployment media hostNetwork=true']);
  });

  test('resources that are written out', () => {
    const values =
      'rawResources: {lan: {apiVersion: v1, kind: Service, manifest: {spec: {type: NodePort, ports: [{port: 80}]}}}}';
    expect(made(values, chart)).toEqual(['as written: Service media-lan NodePort 80']);
  });
});
