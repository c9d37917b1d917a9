import { createHmac, timingSafeEqual } from 'node:crypto';

/** Takes the bytes of a body as they arrive, so that no large body is hashed in one go. */
export interface SignatureCheck {
  update(bytes: Uint8Array): void;
  /** True where `signature` (the header X-Hub-Signature-256) is the HMAC of the bytes with one of the secrets. */
  matches(signature: string): boolean;
}

/** @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function signatureCheck(secrets: readonly string[]): SignatureCheck {
  const hmacs = secrets.map((secret) => createHmac('sha256', secret));
  return {
    update: (bytes) => {
      for (const hmac of hmacs) hmac.update(bytes);
    },
    matches: (signature) => {
      const given = Buffer.from(signature);
      const right = hmacs.map((hmac) => Buffer.from(`sha256=${hmac.digest('hex')}`));
      return right.some((each) => each.length === given.length && timingSafeEqual(each, given));
    },
  };
}
