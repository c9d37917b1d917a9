/** What one look at an installed app has found. */
export interface Result {
  readonly check: Check;
  /** `unknown`: it could not be seen, and the message says why. */
  readonly state: 'fine' | 'problem' | 'unknown';
  /** The environment, the app, an installation or a repository. */
  readonly where: string;
  readonly message: string;
  /** The way out of a problem, or where to look by hand. */
  readonly fix: string | undefined;
}

export const checks = [
  'settings',
  'key',
  'webhook',
  'deliveries',
  'permissions',
  'events',
  'teams',
  'installation',
  'repositories',
  'configuration',
  'required-check',
  'expected-source',
  'up-to-date',
  'merge-queue',
  'reports',
] as const;
export type Check = (typeof checks)[number];

type Say = (check: Check, message: string, fix?: string) => Result;

/** The ways of saying something about one place. */
export interface Sayings {
  readonly fine: Say;
  readonly problem: Say;
  readonly unknown: Say;
}

export function about(where: string): Sayings {
  const say =
    (state: Result['state']): Say =>
    (check, message, fix) => ({ check, state, where, message, fix });
  return { fine: say('fine'), problem: say('problem'), unknown: say('unknown') };
}
