let seed = 1;
const below = (limit: number): number => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % limit;
};

const requirement = (): string => `{ key: k${below(150)}, operator: ${below(2) === 0 ? 'Exists' : 'DoesNotExist'} }`;

/** Peers, each of three labels: whether some pod is in none of them takes longer to find out than anybody waits. */
export const riddle: readonly string[] = Array.from(
  { length: 900 },
  () => `{ podSelector: { matchExpressions: [${requirement()}, ${requirement()}, ${requirement()}] } }`,
);
