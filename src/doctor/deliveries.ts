import type { DeliveryFacts, Seen } from './facts.ts';
import { about, type Result } from './result.ts';

/** Whether webhooks arrive. One that was repeated until it did has arrived. */
export function judgeDeliveries(deliveries: Seen<readonly DeliveryFacts[]>, where: string): Result {
  const { fine, problem, unknown } = about(where);
  if (deliveries.state === 'unseen')
    return unknown(
      'deliveries',
      `what GitHub has delivered could not be seen: ${deliveries.because}`,
      'look at «Recent Deliveries» on the page of the app',
    );
  const attempts = Map.groupBy(deliveries.value, ({ guid }) => guid);
  if (attempts.size === 0)
    return unknown(
      'deliveries',
      'GitHub has delivered nothing lately: nothing happened, or its webhook is not active',
      'open a pull request, then look again',
    );
  const lost = [...attempts.values()].flatMap((of) => (of.some(hasArrived) ? [] : of.slice(0, 1)));
  const [newest] = lost;
  if (newest === undefined)
    return fine(
      'deliveries',
      attempts.size === 1 ? 'the last delivery arrived' : `the last ${attempts.size} deliveries arrived`,
    );
  return problem(
    'deliveries',
    `${lost.length} of the last ${attempts.size} deliveries did not arrive: ${counted(lost)}; ` +
      `the newest is ${newest.event} at ${newest.at}`,
    fixFor(newest),
  );
}

const hasArrived = ({ statusCode }: DeliveryFacts): boolean => statusCode >= 200 && statusCode < 300;

const counted = (lost: readonly DeliveryFacts[]): string =>
  [...Map.groupBy(lost, label)].map(([status, of]) => `${of.length} × ${status}`).join(', ');

const label = ({ status, statusCode }: DeliveryFacts): string => (statusCode === 0 ? status : String(statusCode));

/** What the service, and what stands before it, answer to a webhook that they do not take. */
const fixes: Readonly<Record<number, string>> = {
  0: 'let GitHub reach the webhook URL: name, firewall, certificate',
  401: 'enter at GitHub the secret that WEBHOOK_SECRET holds',
  404: 'compare the path of the webhook URL with WEBHOOK_PATH',
  413: 'let the proxy before the service pass on bodies of 25 MiB',
  503: 'the service has too much to do or is being replaced: see its log and docs/operation.md',
};

const fixFor = ({ statusCode }: DeliveryFacts): string =>
  fixes[statusCode] ?? 'see «Recent Deliveries» on the page of the app for the answer, and the log of the service';
