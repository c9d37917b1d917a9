import { type Closeness, type FileContent, readFile } from '../../src/kinds/read-file.ts';
import type { Role, Route, Service, Workload } from '../../src/model/resource.ts';
import { objectOf, wayOf } from './way.ts';

/** What we make of a file. */
export interface Ours {
  /** As `waysOf` says it of kubectl's objects. */
  readonly ways: ReadonlySet<string>;
  /** True where the file says that something of it was not read. */
  readonly tellsGap: boolean;
  /** The objects of which it says that kubectl and Kustomize read them differently: `Service/web`. */
  readonly ambiguous: ReadonlySet<string>;
}

/** @throws whatever the reader throws; it should throw nothing */
export function read(bytes: Uint8Array, closeness: Closeness): Ours {
  const content = readFile('fuzzed.yaml', bytes, closeness);
  return {
    ways: new Set(content.objects.flatMap(({ roles }) => roles.flatMap(waysOfRole))),
    tellsGap: problems(content).length > 0,
    ambiguous: new Set(
      content.facts.flatMap(({ fact, differs, object }) =>
        fact === 'ambiguous-yaml' && differs && object !== undefined
          ? [objectOf(wayOf(`${object.kind}/${object.name}`, ''))]
          : [],
      ),
    ),
  };
}

/** A notice about a version or a field is no gap: what it speaks of was read. */
const problems = ({ problems, objects }: FileContent): readonly unknown[] =>
  [...problems, ...objects.flatMap((object) => object.problems)].filter(({ reason }) => reason !== 'not-read');

function waysOfRole(role: Role): readonly string[] {
  const ways =
    role.role === 'service'
      ? serviceWays(role)
      : role.role === 'workload'
        ? workloadWays(role)
        : role.role === 'route'
          ? routeWays(role)
          : undefined;
  if (ways === undefined || ways.length === 0 || !('id' in role)) return [];
  const { kind, name, namespace } = role.id;
  return [`namespace=${namespace ?? 'default'}`, ...ways].map((way) => wayOf(`${kind}/${name}`, way));
}

const serviceWays = ({ type, sourceRanges, externalIPs, selector, ports }: Service): readonly string[] => [
  ...(type.value === 'ClusterIP' ? [] : [`type=${type.value}`]),
  ...(type.value === 'LoadBalancer' && sourceRanges.length === 0 ? ['from=everywhere'] : []),
  ...externalIPs.map(({ value }) => `externalIP=${value}`),
  ...[...(selector?.value ?? [])].map(([key, value]) => `selector ${key}=${value}`),
  ...ports.flatMap(({ port, protocol, nodePort, targetPort }) => [
    ...(port === undefined ? [] : [`port=${port}/${protocol}`]),
    ...(nodePort === undefined ? [] : [`nodePort=${nodePort.value}/${protocol}`]),
    `target=${targetPort.value}`,
  ]),
];

const workloadWays = ({ hostNetwork, labels, containers }: Workload): readonly string[] => [
  ...(hostNetwork?.value === 'yes' ? ['hostNetwork'] : []),
  ...[...labels].map(([key, value]) => `label ${key}=${value}`),
  ...containers.flatMap(({ ports }) =>
    ports.flatMap(({ containerPort, hostPort, protocol }) => [
      ...(containerPort === undefined ? [] : [`containerPort=${containerPort}/${protocol}`]),
      ...(hostPort === undefined ? [] : [`hostPort=${hostPort.value}/${protocol}`]),
    ]),
  ),
];

const routeWays = ({ rules }: Route): readonly string[] =>
  rules.map(
    ({ host, path, backend }) => `route ${host ?? '*'}${path ?? ''} to ${backend.name}:${backend.port?.value ?? ''}`,
  );
