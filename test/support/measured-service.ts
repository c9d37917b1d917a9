// The service in a process of its own, which says how long its event loop was kept from running. Without a service to
// be (no FAKEHUB) it measures what the machine does to a process that does nothing.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLog } from '../../src/log.ts';
import { readSettings } from '../../src/settings.ts';
import { type Service, start } from '../../src/start.ts';

/** In milliseconds. */
export interface Lag {
  readonly max: number;
  readonly p99: number;
  /** What the main thread computed at most in one go; what others did with the processor meanwhile is not in it. */
  readonly computing: number;
}

async function serve(url: string): Promise<Service> {
  const log = createLog('error', (line) => process.stderr.write(line));
  return start({ ...readSettings(process.env), baseUrl: url }, log);
}

const { FAKEHUB: url } = process.env;
const service = url === undefined ? undefined : await serve(url);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

let computing = 0;
let before = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(before);
  before = process.threadCpuUsage();
  computing = Math.max(computing, (user + system) / 1e3);
}, 5);

process.once('message', async () => {
  const lag: Lag = { max: delay.max / 1e6, p99: delay.percentile(99) / 1e6, computing };
  await service?.stop();
  process.send?.(lag, () => process.exit());
});
process.send?.(service?.url ?? '');
