import { type EntryKind, type Exposure, type Reach, routeKinds } from '../exposure/exposure.ts';
import { workloadNamed } from '../graph/objects.ts';
import { everywhere } from '../model/cidr.ts';
import type { Severity } from '../model/finding.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening, openings } from './openings.ts';
import type { Transition, TransitionRule } from './rule.ts';
import { type SensitivePort, sensitiveAt } from './sensitive-ports.ts';
import { clientsOf, doorOf } from './words.ts';

const kinds: readonly EntryKind[] = ['lb', 'node-port', 'external-ip', 'host-port', 'host-network', ...routeKinds];
const outside: readonly Reach[] = ['node-network', 'private', 'public', 'unknown'];

export const sensitivePortExposed: TransitionRule = {
  id: 'sensitive-port-exposed',
  severity: 'error',
  summary: 'a data store or control port open to clients outside',
  looksAt: 'transition',
  find: (transition) => {
    const words = wordsFor(transition);
    return [...kinds.flatMap((kind) => openings(transition, kind)), ...arriving(transition)]
      .filter(({ reach }) => outside.includes(reach))
      .flatMap((exposure) => {
        const port = podPort(exposure);
        const known = port === undefined ? undefined : sensitiveAt(port);
        if (port === undefined || known === undefined) return [];
        const evidence = words(exposure);
        if (known.onlyByName === true && !known.names.test(evidence.names)) return [];
        return opening(exposure, {
          message: say`${clientsOf(exposure)} can reach ${portWords(exposure, port)}, known for ${known.what}${through(exposure)}`,
          adds: say`${protocolOf(exposure)} port ${port} is known for ${known.what}`,
          help: say`keep it inside the cluster, and use kubectl port-forward, a bastion or a VPN from outside`,
          severity: severityOf(exposure, known, evidence),
        });
      });
  },
};

const protocolOf = ({ target, entry }: Exposure): string => target?.protocol ?? entry.protocol ?? 'TCP';

const endOf = ({ target, hops, entry }: Exposure) => target ?? hops.at(-1) ?? entry.object;

const portWords = (exposure: Exposure, port: number): Message =>
  say`${protocolOf(exposure)} port ${port} of ${describe(endOf(exposure))}`;

/** Nothing where the entry is the end itself. */
const through = (exposure: Exposure): Message =>
  endOf(exposure) === exposure.entry.object ? literal('') : say`, through ${doorOf(exposure)}`;

/** What was open already and leads to another port now. */
const arriving = ({ diff }: Transition): readonly Exposure[] =>
  diff.rerouted
    .filter(({ before, after, backends }) => backends !== 'lost' && podPort(before) !== podPort(after))
    .map(({ after }) => after)
    .filter(({ entry }) => kinds.includes(entry.kind));

/** Where nothing resolves, the port that the Service or the entry names. */
function podPort({ target, hops, entry }: Exposure): number | undefined {
  const hop = hops.at(-1);
  return [target?.port, hop?.targetPort, hop?.port, entry.port].find((port) => typeof port === 'number');
}

interface Evidence {
  /** Everything that the workload, its images, containers and ports are called, in lower case. */
  readonly names: string;
  /** True where the port is called like one that speaks HTTP. */
  readonly isWeb: boolean;
}

function severityOf(exposure: Exposure, known: SensitivePort, { names, isWeb }: Evidence): Severity {
  const isOutside = exposure.reach === 'public' || exposure.reach === 'unknown';
  const isGuarded = exposure.auth.length > 0 || exposure.sources.join() !== everywhere.join();
  const isContradicted = !known.names.test(names) && (isWeb || exposure.entry.kind === 'http-route');
  return isOutside && !isGuarded && !isContradicted ? 'error' : 'warning';
}

const wordsFor =
  ({ units }: Transition) =>
  (exposure: Exposure): Evidence => {
    const { target } = exposure;
    const workload =
      target && units.map(({ head }) => workloadNamed(head.graph, target)).find((one) => one !== undefined);
    const ports = (workload?.containers ?? []).flatMap((one) => one.ports);
    const portNames = ports
      .filter(({ containerPort }) => containerPort === podPort(exposure))
      .flatMap(({ name }) => name ?? []);
    const containers = (workload?.containers ?? []).flatMap(({ name, image = '' }) => [name, image]);
    const hops = exposure.hops.map(({ name }) => name);
    return {
      names: [exposure.target?.name ?? '', ...hops, ...containers, ...portNames].join(' ').toLowerCase(),
      isWeb: portNames.some((name) => /^(http|https|web|www|grpc|ui|frontend)\b/.test(name)),
    };
  };
