/** Transport protocols that a Service or container port may name; case-sensitive in the API. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `--service-node-port-range` of the API server where nobody set it. */
export const defaultNodePortRange = { first: 30_000, last: 32_767 } as const satisfies PortRange;

export const isPortNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
