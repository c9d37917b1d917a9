/** How a client may talk to an entry, safest first. `unknown` compares with nothing. */
export const transports = ['passthrough', 'tls-only', 'tls+redirect', 'tls+plaintext', 'plaintext', 'unknown'] as const;
export type Transport = (typeof transports)[number];
