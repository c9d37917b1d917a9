import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { GapReason } from '../../src/model/gap.ts';
import { judged } from '../support/judged.ts';
import type { TreeFile } from '../support/memory-tree.ts';
import { limitsElsewhere } from './limits-elsewhere.ts';

type Files = Readonly<Record<string, TreeFile>>;

/** A tree just past a limit. */
interface Past {
  readonly limit: string;
  readonly files: () => Files;
  /** Where it is no `limit`: what Kubernetes' own tools would say as well, or what is left unread by it. */
  readonly reason?: GapReason;
  /** What the change begins with, where it begins with something. */
  readonly from?: () => Files;
  /** Why it blocks as well where base has the same. */
  readonly alwaysBlocks?: string;
  /** Why there is nothing to be told where base has the same. */
  readonly onlyOfChanges?: string;
}

const times = (count: number, one: (at: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, at) => one(at)).join(between);
const service = (name = 'web', rest = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n${rest}`;
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: web}}\nspec: {containers: [{name: a, ports: [{containerPort: 80}]}]}\n`;
const object = (apiVersion: string, kind: string, spec: string, name = 'web'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
const all = (count: number, one: (at: number) => string): string => times(count, one, '---\n');

/** A unit may be all of a repository: silence about it would last, and no deployment comes near. Base has no file to blame. */
const unseenUnit = 'nothing of the unit is seen, on whichever side';

const comparison = 'it is only met where two sides are compared that differ';

const file = (limit: string, content: () => string, over: Partial<Past> = {}): Past => ({
  limit,
  files: () => ({ 'k8s/web.yaml': content() }),
  ...over,
});
const kustomization = (
  limit: string,
  text: () => string,
  more: () => Files = () => ({}),
  over: Partial<Past> = {},
): Past => ({
  limit,
  files: () => ({ 'app/kustomization.yaml': text(), 'app/web.yaml': service(), ...more() }),
  ...over,
});
const chart = (limit: string, files: () => Files, over: Partial<Past> = {}): Past => ({
  limit,
  files: () => ({ 'app/Chart.yaml': chartYaml('app'), ...files() }),
  ...over,
});
const printed = (limit: string, template: () => string, over: Partial<Past> = {}): Past =>
  chart(limit, () => ({ 'app/templates/web.yaml': `${service()}x: ${template()}\n` }), over);
const chartYaml = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;
const argo = (spec: string): string =>
  object(
    'argoproj.io/v1alpha1',
    'Application',
    `{destination: {}, source: {repoURL: "https://github.com/acme/shop.git", ${spec}}}`,
  );
const applications = (generator: string): string =>
  object(
    'argoproj.io/v1alpha1',
    'ApplicationSet',
    `{generators: [${generator}], template: {metadata: {name: a}, spec: {destination: {}, source: {repoURL: "https://github.com/acme/shop.git", path: "apps/{{path}}"}}}}`,
  );
const release = (values: string): string =>
  object(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    `\n  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: charts}}}\n  values: ${values}`,
  );
const calico = (selector: string): string =>
  object(
    'projectcalico.org/v3',
    'NetworkPolicy',
    `{selector: "${selector}", types: [Ingress], ingress: [{action: Allow}]}`,
  );
const traefik = (match: string): string =>
  object(
    'traefik.io/v1alpha1',
    'IngressRoute',
    `{entryPoints: [web], routes: [{match: "${match}", kind: Rule, services: [{name: web, port: 80}]}]}`,
  );
const tigera = (source: string, port: number): string =>
  `${pod('a').replace('name: a,', 'name: a, namespace: a,')}---\n${object(
    'projectcalico.org/v3',
    'NetworkPolicy',
    `{selector: "app == 'web'", types: [Ingress], ingress: [{action: Allow, protocol: TCP, source: {selector: "${source}"}, destination: {ports: [${port}]}}]}`,
  ).replace('name: web', 'name: web, namespace: a')}`;
/** Network policies that are compared where a port of theirs is another. */
const compared = (limit: string, source: string): Past =>
  file(limit, () => tigera(source, 81), {
    from: () => ({ 'k8s/web.yaml': tigera(source, 80) }),
    onlyOfChanges: comparison,
  });
const parameter = (name: string): string => `$\{${name}}`;
const laughs = (levels: number): string =>
  `l0: &l0 [a, a, a, a, a, a, a, a, a, a]\n${times(levels, (at) => `l${at + 1}: &l${at + 1} [${times(10, () => `*l${at}`, ',')}]\n`)}`;
/** Each entry point with each Service is a way. */
const ways = (services: number, name = 'web'): string =>
  object(
    'traefik.io/v1alpha1',
    'IngressRoute',
    `{entryPoints: [${times(100, (at) => `e${at}`, ',')}], routes: [{match: "Host(\`a\`)", kind: Rule, services: [${times(services, (at) => `{name: s${at}, port: 80}`, ',')}]}]}`,
    name,
  );
const proxies = (count: number): string =>
  all(count + 1, (at) =>
    object(
      'projectcontour.io/v1',
      'HTTPProxy',
      `{${at === 0 ? 'virtualhost: {fqdn: a.example.com}, ' : ''}includes: [{name: p${at + 1}}]}`,
      `p${at}`,
    ),
  );
const links = (count: number, last: string): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      at === 0 ? 'k8s/web.yaml' : `l${at}`,
      { link: at === 0 ? '../l1' : at === count - 1 ? last : `l${at + 1}` },
    ]),
  );

const helmfile = (rest: string): string => `releases:\n  - {name: web, chart: x/y, ${rest}}\n`;
const texts = (folder: string, count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/${at}.txt`, '']));
/** What a file under `crds` says: the type of an object, which begins with `a`, and those that each type has inside. */
const types = (inside: Readonly<Record<string, readonly string[]>>): string =>
  JSON.stringify({
    object: { Schema: { properties: { kind: {}, apiVersion: {}, metadata: {}, spec: { $ref: 'a' } } } },
    ...Object.fromEntries(
      Object.entries(inside).map(([name, own]) => [
        name,
        { Schema: { properties: Object.fromEntries(own.map((one, at) => [`p${at}`, { $ref: one }])) } },
      ]),
    ),
  });

const past: readonly Past[] = [
  {
    limit: 'manifest/limits.ts fileBytes',
    files: () => ({ 'k8s/web.yaml': `${service()}#${'x'.repeat(10 * 1024 * 1024)}` }),
  },
  file('manifest/limits.ts documents', () => `${service()}${times(20_000, () => '---\na: 1\n')}`),
  file('manifest/limits.ts depth', () => service('web', `x: ${'['.repeat(101)}${']'.repeat(101)}\n`)),
  file('manifest/limits.ts anchors', () => service('web', `x: [${times(1_001, (at) => `&a${at} x`, ',')}]\n`)),
  file('manifest/limits.ts aliases', () => service('web', `x: &a y\ny: [${times(1_001, () => '*a', ',')}]\n`)),
  file(
    'manifest/limits.ts objects',
    () =>
      `apiVersion: v1\nkind: List\nx: &s {apiVersion: v1, kind: Service}\ny: &m {apiVersion: v1, kind: List, items: [${times(205, () => '*s', ',')}]}\nitems: [${times(200, () => '*m', ',')}]\n`,
  ),
  file('manifest/limits.ts separators', () => service('web', `x: [${'1,'.repeat(500_001)}]\n`)),
  file('manifest/limits.ts mergedEntries', () =>
    service('web', `x: &x {${times(1_000, (at) => `k${at}: 1`, ',')}}\ny: [${times(201, () => '{<<: *x}', ',')}]\n`),
  ),
  file('manifest/limits.ts unfoldedNodes', () => service('web', laughs(6))),
  file('manifest/limits.ts problems', () => all(101, () => 'apiVersion: v1\nkind: Service\nmetadata: [\n')),
  file(
    'manifest/limits.ts repairs',
    () =>
      service(
        'web',
        times(101, (at) => `x${at}: {\na: 1}\n`),
      ),
    { reason: 'yaml-invalid' },
  ),
  file('manifest/limits.ts repairIndent', () => service('web', `x:\n${' '.repeat(1_001)}y: {\na: 1}\n`), {
    reason: 'yaml-invalid',
  }),
  file(
    'manifest/limits.ts repairedCharacters',
    () => service('web', `z: ${'x'.repeat(100_000)}\n${times(60, (at) => `x${at}: {\na: 1}\n`)}`),
    { reason: 'yaml-invalid' },
  ),
  file('kinds/read-file.ts maxRules', () => all(7, (at) => ways(100, `r${at}`)), { alwaysBlocks: unseenUnit }),
  { limit: 'kinds/read-tree.ts maxFolders', files: () => ({ [`${'a/'.repeat(200)}web.yaml`]: service() }) },
  {
    limit: 'kinds/read-tree.ts maxLinks',
    files: () => ({ ...links(12, 'web.txt'), 'web.txt': service() }),
    reason: 'symlink',
  },
  file('kinds/traefik/match.ts maxLength', () => traefik(`Host(\`${'a'.repeat(10_000)}\`)`)),
  file('kinds/traefik/match.ts maxDepth', () => traefik(`${'('.repeat(60)}Host(\`a\`)${')'.repeat(60)}`)),
  file('kinds/traefik/places.ts maxPlaces', () =>
    traefik(times(3, (one) => `(${times(40, (at) => `Query(\`${one}=${at}\`)`, '||')})`, '&&')),
  ),
  file('kinds/vendor/calico-expression.ts maxTokens', () => calico(times(700, () => "a == 'b'", ' || '))),
  file('kinds/vendor/calico-expression.ts maxDepth', () => calico(`${'( '.repeat(110)}a == 'b'${')'.repeat(110)}`)),
  file('kinds/way-budget.ts maxWays', () => ways(101)),
  file(
    'manifest/template-parameters.ts maxGrowth',
    () =>
      `apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nparameters: [{name: A, value: ${'x'.repeat(10_000)}}, {name: T, value: LoadBalancer}]\nobjects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: "${parameter('A').repeat(101)}"}}, {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: "${parameter('T')}", ports: [{port: 80}]}}]\n`,
    { reason: 'template' },
  ),
  file('graph/fragments.ts maxDepth', () => `${proxies(18)}---\n${service()}`, { alwaysBlocks: unseenUnit }),
  file(
    'graph/path-budget.ts maxLinks',
    () => `${all(450, (at) => service(`s${at}`))}---\n${all(450, (at) => pod(`p${at}`))}`,
    { alwaysBlocks: unseenUnit },
  ),
  file(
    'graph/path-budget.ts maxWays',
    () =>
      `${all(230, (at) => service(`s${at}`).replace('spec: {', 'spec: {type: NodePort, '))}---\n${all(230, (at) => pod(`p${at}`))}`,
    { alwaysBlocks: unseenUnit },
  ),
  file(
    'graph/path-budget.ts maxQuestions',
    () =>
      `${object('gateway.networking.k8s.io/v1', 'Gateway', `{gatewayClassName: x, listeners: [${times(1_500, (at) => `{name: l${at}, port: ${at + 1}, protocol: HTTP}`, ',')}]}`)}---\n${all(1_400, (at) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', '{parentRefs: [{name: web}], rules: [{backendRefs: [{name: web, port: 80}]}]}', `r${at}`))}`,
    { alwaysBlocks: unseenUnit },
  ),
  file(
    'graph/path-budget.ts maxMeshRules',
    () =>
      `${all(1_100, (at) => object('security.istio.io/v1', 'AuthorizationPolicy', '{action: ALLOW, rules: [{}]}', `p${at}`))}---\n${pod('a')}---\n${service()
        .replace(
          'port: 80}',
          times(1_000, (at) => `name: p${at}, port: ${at + 1}}`, ', {'),
        )
        .replace('spec: {', 'spec: {type: NodePort, ')}`,
    { alwaysBlocks: unseenUnit },
  ),
  compared(
    'graph/policy/label-box.ts maxBoxes',
    times(2, (one) => `(${times(17, (at) => `k${one} == '${at}'`, ' || ')})`, ' && '),
  ),
  compared(
    'graph/policy/label-box.ts maxParts',
    times(7, (at) => `k contains '${at}'`, ' && '),
  ),
  {
    limit: 'review/unit-changes.ts maxFiles',
    files: () => ({
      'orders/set.yaml': applications(
        `{list: {elements: [${times(500, (at) => `{path: a, n: "${at}"}`, ',')}]}}`,
      ).replace('name: a}', 'name: "a{{n}}"}'),
      'apps/a/web.yaml': all(100, (at) => service(`s${at}`)),
    }),
    alwaysBlocks: unseenUnit,
  },
  {
    limit: 'render/deliveries/generators.ts maxRows',
    files: () => ({
      'orders/set.yaml': applications(`{list: {elements: [${times(1_001, (at) => `{path: a, n: "${at}"}`, ',')}]}}`),
      'apps/a/web.yaml': service(),
    }),
  },
  {
    limit: 'render/deliveries/wildcards.ts maxAlternatives',
    files: () => ({
      'orders/app.yaml': argo(`path: apps, directory: {include: "{${times(201, (at) => `a${at}`, ',')}}.yaml"}`),
      'apps/web.yaml': service(),
    }),
  },
  {
    limit: 'render/deliveries/wildcards.ts maxNesting',
    files: () => ({
      'orders/app.yaml': argo(`path: apps, directory: {include: "${'{a,'.repeat(6)}b${'}'.repeat(6)}.yaml"}`),
      'apps/web.yaml': service(),
    }),
  },
  {
    limit: 'render/deliveries/generators.ts maxEffort',
    files: () => ({
      'orders/set.yaml': applications(
        `{git: {directories: [${times(200, () => `{path: "${'x'.repeat(500)}/*"}`, ',')}, {path: "a"}]}}`,
      ),
      'apps/a/web.yaml': service(),
      ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}/readme.txt`, ''] as const)),
    }),
    reason: 'not-rendered',
  },
  {
    limit: 'render/deliveries/envsubst.ts maxDepth',
    files: () => ({
      'apps/web.yaml': service().replace(
        'spec: {',
        `spec: {type: "${'$'}{X:-${parameter('X:-').slice(0, -1).repeat(29)}LoadBalancer${'}'.repeat(30)}", `,
      ),
      'apps/kustomization.yaml': 'resources: [web.yaml]\n',
      'clusters/web.yaml': object(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        '{path: ./apps, sourceRef: {kind: GitRepository, name: flux-system}, postBuild: {substitute: {A: b}}}',
      ),
    }),
    reason: 'template',
  },
  {
    limit: 'render/values/index.ts maxObjects',
    files: () => ({
      'k8s/release.yaml': release(
        `{${times(210, (at) => `s${at}: {service: {type: LoadBalancer, port: ${at + 1}}}`, ',')}}`,
      ),
    }),
  },
  {
    limit: 'render/values/sections.ts maxDepth',
    files: () => ({ 'k8s/release.yaml': release(`${'{a: '.repeat(22)}{}${'}'.repeat(22)}`) }),
  },
  {
    limit: 'render/values/sections.ts maxSections',
    files: () => ({ 'k8s/release.yaml': release(`{${times(20_001, (at) => `a${at}: {}`, ',')}}`) }),
  },
  {
    limit: 'render/values/text-values.ts maxSteps',
    files: () => ({
      'helmfile.yaml': helmfile(`set: [{name: "${'a.'.repeat(41)}service.type", value: LoadBalancer}]`),
    }),
    from: () => ({ 'helmfile.yaml': helmfile('set: []') }),
  },
  {
    limit: 'render/values/helmfile.ts maxPath',
    files: () => ({ 'helmfile.yaml': helmfile(`values: ["${'./'.repeat(500)}v.yaml"]`), 'v.yaml': 'a: 1\n' }),
    from: () => ({ 'helmfile.yaml': helmfile('values: [v.yaml]'), 'v.yaml': 'a: 1\n' }),
  },
  {
    limit: 'render/values/helmfile.ts maxReleases',
    files: () => ({ 'helmfile.yaml': `releases:\n${times(1_001, (at) => `  - {name: r${at}, chart: x/y}\n`)}` }),
  },
  kustomization(
    'render/kustomize/accumulate.ts maxDepth',
    () => 'resources: [web.yaml, ../f0]\n',
    () =>
      Object.fromEntries(
        Array.from({ length: 61 }, (_, at) => [
          `f${at}/kustomization.yaml`,
          at < 60 ? `resources: [../f${at + 1}]\n` : 'namePrefix: a-\n',
        ]),
      ),
  ),
  kustomization(
    'render/kustomize/objects.ts maxObjects',
    () => 'resources: [web.yaml, many.yaml]\n',
    () => ({
      'app/many.yaml': `apiVersion: v1\nkind: List\nitems: [${times(40_001, (at) => `{apiVersion: v1, kind: Service, metadata: {name: s${at}}}`, ',')}]\n`,
    }),
  ),
  kustomization(
    'render/kustomize/yaml3.ts maxUnfolded',
    () => 'resources: [web.yaml, many.yaml]\n',
    () => ({ 'app/many.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${laughs(5)}` }),
  ),
  kustomization(
    'render/kustomize/files.ts maxLinks',
    () => 'resources: [web.yaml, l.yaml]\n',
    () => ({
      'app/l.yaml': { link: 'l1' },
      ...Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [`app/l${at + 1}`, at < 11 ? { link: `l${at + 2}` } : service('more')]),
      ),
    }),
    { reason: 'symlink' },
  ),
  kustomization(
    'render/kustomize/crds.ts maxDepth',
    () => 'resources: [web.yaml]\ncrds: [types.json]\n',
    () => ({ 'app/types.json': types({ a: ['a'] }) }),
  ),
  kustomization(
    'render/kustomize/refusal.ts maxSteps',
    () => 'resources: [web.yaml]\ncrds: [types.json]\n',
    () => ({
      'app/types.json': types(
        Object.fromEntries(
          Array.from('abcdefg', (name, at) => [name, Array.from({ length: 10 }, () => 'abcdefgh'[at + 1] ?? '')]),
        ),
      ),
    }),
  ),
  kustomization(
    'render/kustomize/pattern.ts maxSteps',
    () => 'resources: [web.yaml]\npatches: [{target: {name: "((a{100}){100}){10}"}, patch: "[]"}]\n',
    () => ({}),
    { reason: 'not-rendered' },
  ),
  chart('render/helm/chart/archive.ts maxRatio', () => ({
    'app/charts/a.tgz': gzipSync(new Uint8Array(8 * 1024 * 1024)),
  })),
  chart('render/helm/chart/chart-files.ts maxLinks', () => ({
    'app/l': { link: '../f0' },
    ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`f${at}/l`, { link: `../f${at + 1}` }] as const)),
    'f12/a.txt': '',
  })),
  chart('render/helm/chart/chart-files.ts maxLinked', () => ({ 'app/l': { link: '../f' }, ...texts('f', 10_001) })),
  chart('render/helm/chart/chart-files.ts maxFiles', () => texts('app/f', 100_001), {
    alwaysBlocks: 'a unit has at most half as many',
  }),
  chart('render/helm/index.ts maxValues', () => ({
    'app/values.yaml': `global: {${times(20_000, (at) => `k${at}: 1`, ',')}}\n`,
    ...Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`app/charts/c${at}/Chart.yaml`, chartYaml(`c${at}`)] as const),
    ),
  })),
  chart('render/helm/chart/archive.ts maxPackedBytes', () => ({
    'app/charts/a.tgz': new Uint8Array(16 * 1024 * 1024 + 1),
  })),
  chart('render/helm/chart/chart.ts maxDepth', () =>
    Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`app/${'charts/a/'.repeat(at + 1)}Chart.yaml`, chartYaml('a')]),
    ),
  ),
  chart('render/helm/chart/load.ts maxCharts', () => ({
    'app/Chart.yaml': chartYaml(
      'app',
      `dependencies:\n${times(500, (at) => `  - {name: c${at}, version: 0.1.0, repository: "file://../c${at}"}\n`)}`,
    ),
    ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`c${at}/Chart.yaml`, chartYaml(`c${at}`)] as const)),
  })),
  chart('render/helm/execute.ts maxTemplates', () =>
    Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`app/templates/${at}.yaml`, ''] as const)),
  ),
  chart('render/helm/chart/read-values.ts maxNodes', () => ({ 'app/values.yaml': laughs(5) })),
  chart('render/helm/chart/schema-keywords.ts maxSteps', () => ({
    'app/values.schema.json': '{"allOf":[{"$ref":"#"},{"$ref":"#"}]}',
  })),
  chart('render/helm/chart/schema-keywords.ts maxDepth', () => ({
    'app/values.schema.json': `${'{"not":'.repeat(160)}{}${'}'.repeat(160)}`,
  })),
  printed('render/helm/chart/glob.ts maxDepth', () => `{{ .Files.Glob "${'{a,'.repeat(11)}b${'}'.repeat(11)}" }}`),
  printed('render/helm/functions/cast.ts maxDigits', () => `{{ int "${'1'.repeat(1_001)}" }}`),
  printed('render/helm/functions/pattern.ts maxPatternLength', () => `{{ regexMatch "${'a'.repeat(1_001)}" "a" }}`),
  printed('render/helm/functions/pattern.ts maxProgramSize', () => '{{ regexMatch "(abcdefghijkl){1000}" "a" }}'),
  printed('render/helm/functions/regex.ts maxTextLength', () => '{{ regexMatch "a" (repeat 1000001 "a") }}'),
  printed(
    'render/helm/functions/semver-version.ts maxLength',
    () => `{{ semverCompare ">1" "${'1'.repeat(1_001)}" }}`,
    { reason: 'not-rendered' },
  ),
  printed('render/helm/template/budget.ts steps', () => '{{ range until 3000001 }}{{ end }}'),
  printed('render/helm/template/budget.ts characters', () => '{{ repeat 64000001 "x" }}'),
  printed(
    'render/helm/template/budget.ts depth',
    () => '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  ),
  printed(
    'render/helm/template/parser.ts maxDepth',
    () => `${'{{ if true }}'.repeat(201)}x${'{{ end }}'.repeat(201)}`,
    { reason: 'not-rendered' },
  ),
  printed('render/helm/template/parser.ts maxVariables', () => times(1_001, (at) => `{{ $a${at} := 1 }}`), {
    reason: 'not-rendered',
  }),
  printed('render/helm/template/printer.ts maxDepth', () => `{{ $a := dict }}{{ $_ := set $a "a" $a }}{{ print $a }}`),
  printed('render/helm/functions/cast.ts maxDepth', () => `{{ $a := dict }}{{ $_ := set $a "a" $a }}{{ toJson $a }}`),
];

const touched = ({ files }: Pick<Past, 'files'>): Files => {
  const made = files();
  const path = Object.keys(made)[0] ?? '';
  const content = made[path];
  if (typeof content === 'string')
    return { ...made, [path]: `# touched\n${content}${content.endsWith('\n') ? '# touched\n' : ''}` };
  return typeof content === 'object' && 'link' in content ? { ...made, [path]: { link: `./${content.link}` } } : made;
};

describe.each(past)('past $limit', ({ files, from = () => ({}), reason = 'limit', ...rest }) => {
  test('what the change brings does not pass', () => {
    const { gaps, conclusion } = judged(from(), files());
    expect(gaps.filter(({ blocks }) => blocks).map((gap) => gap.reason)).toContain(reason);
    expect(conclusion).toBe('failure');
  });

  test(standing(rest), () => {
    const { gaps } = judged(files(), touched({ files }));
    if (rest.onlyOfChanges === undefined) expect(gaps.map((gap) => gap.reason)).toContain(reason);
    else expect(gaps).toEqual([]);
    expect(gaps.some(({ blocks }) => blocks)).toBe(rest.alwaysBlocks !== undefined);
  });
});

function standing({ alwaysBlocks, onlyOfChanges }: Partial<Past>): string {
  if (alwaysBlocks !== undefined) return 'it does not pass either where base is past it';
  return onlyOfChanges === undefined ? 'it is told where base is past it' : 'it is not met where base is past it';
}

/** Every limit that the sources declare: by its name, or in a list of limits. */
function declared(): readonly string[] {
  const root = new URL('../../src/', import.meta.url);
  return globSync('**/*.ts', { cwd: root })
    .flatMap((path) => {
      const text = readFileSync(new URL(path, root), 'utf8').replaceAll(/\/\*\*.*?\*\//gs, '');
      const names = [...text.matchAll(/^\s*(?:export )?const (\[[^\]]*\]|max[A-Z]\w*\b)[^=\n]*=/gm)].flatMap(
        ([, written = '']) => written.match(/\bmax[A-Z]\w*/g) ?? [],
      );
      const lists = [...text.matchAll(/^(?:export )?const (?:\w*[lL]imits)\b[^=\n]*= \{([^}]*)\}/gm)].flatMap(
        ([, list = '']) => [...list.matchAll(/(?:^|[\s,])(\w+):/g)].flatMap(([, name]) => name ?? []),
      );
      return [...names, ...lists].map((name) => `${path} ${name}`);
    })
    .sort();
}

test('each limit is among these, or is named with the reason why it is not', () => {
  const known = [...past.map(({ limit }) => limit), ...Object.keys(limitsElsewhere)];
  expect(declared().filter((limit) => !known.includes(limit))).toEqual([]);
  expect(Object.keys(limitsElsewhere).filter((limit) => !declared().includes(limit))).toEqual([]);
  expect(past.map(({ limit }) => limit).filter((limit) => limit in limitsElsewhere)).toEqual([]);
});
