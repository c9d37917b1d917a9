import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True where `signature` (the header X-Hub-Signature-256) is the HMAC of the bytes with one of `secrets`.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, signature: string): boolean {
  const given = Buffer.from(signature);
  return secrets.some((secret) => {
    const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    return right.length === given.length && timingSafeEqual(right, given);
  });
}
