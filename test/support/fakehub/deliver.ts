import { createHmac, randomUUID } from 'node:crypto';

export interface Delivery {
  readonly event: string;
  readonly payload: unknown;
  /** The delivery's id; a redelivery repeats it. */
  readonly id?: string;
  /** Signs with this instead of the app's secret. */
  readonly secret?: string;
  /** Leaves the signature out. */
  readonly unsigned?: boolean;
}

export interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly id: string;
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export async function deliver(
  webhook: { readonly url: string; readonly secret: string },
  { event, payload, id = randomUUID(), secret = webhook.secret, unsigned = false }: Delivery,
): Promise<Delivered> {
  const body = JSON.stringify(payload);
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const response = await fetch(webhook.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/fakehub',
      'x-github-event': event,
      'x-github-delivery': id,
      ...(unsigned ? {} : { 'x-hub-signature-256': signature }),
    },
    body,
  });
  return { status: response.status, body: await response.text(), id };
}
