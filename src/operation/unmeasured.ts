import type { Metrics } from '../app/metrics.ts';

const nothing = (): void => {};

/** For a command, which ends before anybody could ask for its metrics. */
export const unmeasured: Metrics = {
  webhook: nothing,
  began: nothing,
  analyzed: nothing,
  concluded: nothing,
  posted: nothing,
  requested: nothing,
  remaining: nothing,
  redelivered: nothing,
  buried: nothing,
  watch: nothing,
};
