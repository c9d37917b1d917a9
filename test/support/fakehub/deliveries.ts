import { type Delivered, type Delivery, deliver } from './deliver.ts';

/** One attempt to deliver a webhook; `GET /app/hook/deliveries` lists them. */
export interface DeliveryAttempt {
  readonly id: number;
  readonly delivery: Required<Pick<Delivery, 'event' | 'payload' | 'id'>>;
  readonly redelivery: boolean;
  /** 0 where nobody answered. */
  readonly statusCode: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where webhooks go, and what became of each. */
export interface Webhooks {
  url: string;
  readonly secret: string;
  readonly attempts: DeliveryAttempt[];
  nextId: number;
}

/** Sends a webhook and notes how that went, as GitHub does; who is down is no error of the sender. */
export async function attempt(webhooks: Webhooks, delivery: Delivery, redelivery = false): Promise<Delivered> {
  const { event, payload, id = crypto.randomUUID() } = delivery;
  const delivered = await deliver(webhooks, { ...delivery, id }).catch(() => ({ status: 0, body: '', id }));
  note(webhooks, { event, payload, id }, { redelivery, statusCode: delivered.status });
  return delivered;
}

/** GitHub could not send it: only its list of deliveries knows of it. */
export function fail(webhooks: Webhooks, { event, payload, id = crypto.randomUUID() }: Delivery): void {
  note(webhooks, { event, payload, id }, { redelivery: false, statusCode: 0 });
}

function note(
  webhooks: Webhooks,
  delivery: DeliveryAttempt['delivery'],
  how: Pick<DeliveryAttempt, 'redelivery' | 'statusCode'>,
): void {
  webhooks.attempts.push({ id: webhooks.nextId++, delivery, at: Date.now(), ...how });
}
