import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Installed, installed, type PodSpec, type Values } from './installed.ts';

const choices: readonly { readonly what: string; readonly values: Values }[] = [
  { what: 'its defaults', values: {} },
  { what: 'an ingress and metrics', values: { ci: 'ingress' } },
  { what: 'the PostgreSQL for trials', values: { ci: 'postgresql' } },
  { what: 'autoscaling, its own database and GitHub Enterprise Server', values: { ci: 'autoscaling' } },
];

const namesOf = (objects: readonly Installed[]): readonly string[] =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();

const podsOf = (objects: readonly Installed[]): readonly PodSpec[] =>
  objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)).map(({ spec }) => spec.template.spec);

const serverOf = (objects: readonly Installed[]): Installed['spec'] => {
  const server = objects.find(({ kind }) => kind === 'Deployment');
  if (server === undefined) throw new Error('the chart has no Deployment');
  return server.spec;
};

describe.each(choices)('the chart with $what', ({ values }) => {
  const { objects, verdict } = installed(values);

  test('passes its own review: nothing at warning or above, and everything could be seen', () => {
    expect(verdict.findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
    // Base has no chart yet, which the review says and nobody is held up by.
    expect(verdict.gaps.filter(({ side, blocks }) => blocks || side !== 'base')).toEqual([]);
    expect(verdict.conclusion).toBe('success');
  });

  test('runs as nobody in particular, on a root that it cannot write to, with no right in the cluster', () => {
    const pods = podsOf(objects);
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      const { runAsUser, ...security } = pod.securityContext;
      expect(runAsUser).toBeGreaterThan(0);
      expect(security).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const container of pod.containers)
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
    const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts.map(({ automountServiceAccountToken: mounts }) => mounts)).toEqual(pods.map(() => false));
  });

  test('bounds its memory and its volumes, is probed, and is granted the time that it ends in', () => {
    for (const { containers, terminationGracePeriodSeconds, volumes } of podsOf(objects)) {
      expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
      for (const volume of volumes.filter((one) => 'emptyDir' in one))
        expect(volume).toMatchObject({ emptyDir: { sizeLimit: expect.any(String) } });
      for (const container of containers) {
        expect(container.resources).toMatchObject({
          requests: expect.anything(),
          limits: { memory: expect.anything() },
        });
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
          expect(container[probe]).toMatchObject({ periodSeconds: expect.any(Number) });
      }
    }
  });

  test('has every secret in a file', () => {
    for (const { name, valueFrom } of podsOf(objects).flatMap(({ containers }) => containers.flatMap(({ env }) => env)))
      expect({ name, isSecret: valueFrom !== undefined }).toEqual({ name, isSecret: name === 'APP_ID' });
  });
});

describe('who may connect', () => {
  const server = 'default/portcullis[Deployment]';
  const https = { TCP: [[443, 443]] };
  const names = [server, 'kube-system/coredns[Deployment]', { TCP: [[53, 53]], UDP: [[53, 53]] }];
  const webhooks = ['ingress-nginx/controller[Deployment]', server, { TCP: [[3000, 3000]] }];
  const publicAddresses = [
    '1.0.0.0-9.255.255.255',
    '100.128.0.0-126.255.255.255',
    '11.0.0.0-100.63.255.255',
    '128.0.0.0-169.253.255.255',
    '169.255.0.0-172.15.255.255',
    '172.32.0.0-192.167.255.255',
    '192.169.0.0-255.255.255.255',
  ].map((range) => [server, `${range}[External]`, https]);

  test('is the ingress controller; Portcullis asks for names and GitHub, and reaches nothing private', () => {
    expect(installed({}).connections).toEqual([...publicAddresses, names, webhooks]);
  });

  test('is Prometheus as well where it is named', () => {
    const metrics = ['monitoring/prometheus[Deployment]', server, { TCP: [[3000, 3000]] }];
    expect(installed({ ci: 'ingress' }).connections).toEqual([...publicAddresses, names, webhooks, metrics]);
  });

  test('is Portcullis alone at the PostgreSQL for trials, which itself asks nobody', () => {
    const database = [server, 'default/portcullis-postgresql[StatefulSet]', { TCP: [[5432, 5432]] }];
    expect(installed({ ci: 'postgresql' }).connections).toEqual([...publicAddresses, database, names, webhooks]);
  });

  test('is Portcullis at a server of GitHub’s and a database of one’s own', () => {
    expect(installed({ ci: 'autoscaling' }).connections).toEqual([
      [server, '10.20.0.0-10.20.255.255[External]', https],
      [server, '10.30.0.5-10.30.0.5[External]', { TCP: [[5432, 5432]] }],
      names,
      webhooks,
    ]);
  });
});

describe('what is kept', () => {
  test('in a file: one process, which ends before the next begins, on a claim that stays', () => {
    const { objects } = installed({});
    expect(namesOf(objects)).toContain('PersistentVolumeClaim/portcullis');
    expect(namesOf(objects).join()).not.toMatch(/PodDisruptionBudget|HorizontalPodAutoscaler/);
    expect(serverOf(objects)).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  test('in a database: any number of processes, replaced one after the other', () => {
    const { objects } = installed({ ci: 'postgresql' });
    expect(namesOf(objects)).toContain('PodDisruptionBudget/portcullis');
    expect(namesOf(objects)).not.toContain('PersistentVolumeClaim/portcullis');
    expect(serverOf(objects)).toMatchObject({ replicas: 2, strategy: { type: 'RollingUpdate' } });
  });

  test('with autoscaling the Deployment leaves the number of processes to it', () => {
    const { objects } = installed({ ci: 'autoscaling' });
    expect(namesOf(objects)).toContain('HorizontalPodAutoscaler/portcullis');
    expect(serverOf(objects)).not.toHaveProperty('replicas');
  });
});

test('the ingress passes on the webhooks alone, and only encrypted', () => {
  const ingress = installed({ ci: 'ingress' }).objects.find(({ kind }) => kind === 'Ingress');
  expect(ingress?.spec).toMatchObject({
    tls: [{ hosts: ['portcullis.example.com'], secretName: 'portcullis-tls' }],
    rules: [{ http: { paths: [{ path: '/api/github/webhooks', pathType: 'Exact' }] } }],
  });
});

test.each([
  { setting: 'ADMIN_TOKEN_PATH', key: 'admin-token' },
  { setting: 'METRICS_TOKEN_PATH', key: 'metrics-token' },
])('the token of $setting is a file where a key is named, and otherwise not there', ({ setting, key }) => {
  const of = (values: Values) => JSON.stringify(serverOf(installed(values).objects).template.spec);
  expect(of({ ci: 'ingress' })).toContain(`{"name":"${setting}","value":"/run/secrets/portcullis/${key}"}`);
  expect(of({ ci: 'ingress' })).toContain(`{"key":"${key}","path":"${key}"}`);
  expect(of({})).not.toContain(setting);
});

test.each([
  { values: 'replicas: 2', says: 'several replicas need a database' },
  { values: 'autoscaling: { enabled: true }', says: 'several replicas need a database' },
  { values: 'postgresql: { enabled: true }', says: 'postgresql.enabled needs database.existingSecret' },
  { values: 'database: { existingSecret: db }', says: 'networkPolicy.database is empty' },
  { values: 'settings: { PRIVATE_KEY: x }', says: 'settings' },
  { values: 'replica: 2', says: 'replica' },
])('$values is refused before anything is installed', ({ values, says }) => {
  const { objects, verdict } = installed({ text: values });
  expect(objects).toEqual([]);
  const texts = verdict.gaps.filter(({ side }) => side === 'head').map(({ message }) => JSON.stringify(message));
  expect(texts.join()).toContain(says);
});

test('the page of the chart tells of every value, and the schema knows the same ones', () => {
  const read = (path: string): string => readFileSync(new URL(`../../deploy/helm/${path}`, import.meta.url), 'utf8');
  const values = Object.keys(parse(read('values.yaml')));
  const { global: _, ...known } = JSON.parse(read('values.schema.json')).properties;
  expect(Object.keys(known).sort()).toEqual(values.toSorted());
  const told = read('README.md').slice(read('README.md').indexOf('## Values'));
  expect(values.filter((name) => !new RegExp(`\\| .*\`${name}[.\`]`).test(told))).toEqual([]);
});

test('the settings that the chart takes are those of .env.example that are no secrets and not its own', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const names = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
  const own =
    /^(APP_ID|HOST|PORT|DATA_DIR|NODE_EXTRA_CA_CERTS|(PRIVATE_KEY|WEBHOOK_SECRET|DATABASE_URL|METRICS_TOKEN|ADMIN_TOKEN).*)$/;
  const { properties } = JSON.parse(read('deploy/helm/values.schema.json'));
  expect(properties.settings.propertyNames.enum).toEqual(names.filter((name) => !own.test(name)));
});

test('the chart and the package have one version', () => {
  const chart = readFileSync(new URL('../../deploy/helm/Chart.yaml', import.meta.url), 'utf8');
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(chart).toContain(`appVersion: ${version}\n`);
});
