import type { Graph } from '../graph/graph.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import type { Party, Question } from '../graph/policy/question.ts';
import { addressOf } from '../model/cidr.ts';
import { isPortNumber, type Protocol, protocols } from '../model/port.ts';
import { describe } from '../model/resource.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';

/**
 * The question of `--from`, `--to` and `--port`; undefined where none of them is given.
 * @throws UsageError
 */
export function questionOf({ from, to, port }: Options, graph: Graph): Question | undefined {
  if (from === undefined && to === undefined && port === undefined) return undefined;
  if (from === undefined || to === undefined || port === undefined)
    throw new UsageError('a question needs all of --from, --to and --port');
  return { from: partyOf(from, graph), to: partyOf(to, graph), ...portOf(port) };
}

/** An IP address, `name`, `namespace/name` or `namespace/name[Kind]`. */
function partyOf(text: string, graph: Graph): Party {
  const address = addressOf(text);
  if (address !== undefined) return { party: 'address', ...address, text };
  const [, namespace = 'default', name, kind] = /^(?:([^/[\]]+)\/)?([^/[\]]+)(?:\[(\w+)\])?$/.exec(text) ?? [];
  const found = graph.workloads.filter(
    ({ id }) => namespaceOf(id) === namespace && id.name === name && (kind ?? id.kind) === id.kind,
  );
  const [workload, second] = found;
  if (workload === undefined) throw new UsageError(`no workload is called ${text}; write namespace/name`);
  if (second !== undefined)
    throw new UsageError(
      `${text} is the name of ${describe(workload.id)} and of ${describe(second.id)}; write namespace/name[Kind]`,
    );
  return { party: 'workload', workload };
}

function portOf(text: string): { readonly port: number; readonly protocol: Protocol } {
  const [, number, name = 'TCP'] = /^(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  const protocol = protocols.find((one) => one === name.toUpperCase());
  const port = Number(number);
  if (!isPortNumber(port) || protocol === undefined)
    throw new UsageError(`--port ${text} is not a port of a pod; write 8080, or 53/UDP`);
  return { port, protocol };
}
