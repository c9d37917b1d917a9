import type { AppFacts, Seen, WebhookFacts } from './facts.ts';
import { about, type Result } from './result.ts';

/** Whether GitHub sends webhooks so that the service takes them. */
export function judgeWebhook(
  webhook: Seen<WebhookFacts>,
  { where, path, app }: { readonly where: string; readonly path: string; readonly app: Seen<AppFacts> },
): readonly Result[] {
  const { fine, problem, unknown } = about(where);
  const page = app.state === 'seen' ? app.value.settingsUrl : 'the page of the app';
  if (webhook.state === 'unseen')
    return [unknown('webhook', `its webhook could not be seen: ${webhook.because}`, `look at «Webhook» on ${page}`)];
  const faults = [...faultsOf(webhook.value), ...faultsOfUrl(webhook.value.url, path)];
  if (faults.length === 0) return [fine('webhook', `webhooks go to ${shown(webhook.value.url)}, signed and as JSON`)];
  return faults.map(({ message, fix }) => problem('webhook', message, `${fix} under «Webhook» on ${page}`));
}

interface Fault {
  readonly message: string;
  readonly fix: string;
}

function faultsOf({ hasSecret, contentType, verifiesCertificate }: WebhookFacts): readonly Fault[] {
  const faults: readonly (Fault & { readonly holds: boolean })[] = [
    {
      holds: !hasSecret,
      message: 'GitHub signs webhooks with no secret, and the service takes none that is not signed',
      fix: 'enter what WEBHOOK_SECRET holds',
    },
    {
      holds: contentType !== 'json',
      message: `webhooks come as ${contentType}, and the service reads JSON`,
      fix: 'choose application/json',
    },
    {
      holds: !verifiesCertificate,
      message: 'GitHub does not verify the certificate of the service: others may read the webhooks, and keep them',
      fix: 'enable SSL verification',
    },
  ];
  return faults.filter(({ holds }) => holds);
}

function faultsOfUrl(text: string, path: string): readonly Fault[] {
  const expected = `https://your-host${path}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return [{ message: 'it has no webhook URL', fix: `enter ${expected}` }];
  const faults: Fault[] = [];
  if (url.protocol !== 'https:')
    faults.push({ message: `webhooks come in plain text, to ${shown(text)}`, fix: 'enter an address of https' });
  if (url.pathname !== path)
    faults.push({
      message: `webhooks go to ${shown(text)}, and the service listens on ${path}`,
      fix: `let the URL end with ${path}, or set WEBHOOK_PATH=${url.pathname}; else change it`,
    });
  return faults;
}

/** Without a password or a query, which are nobody's concern. */
function shown(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
