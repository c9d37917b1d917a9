/** What was looked for on GitHub, or why it could not be seen. */
export type Seen<T> = { readonly state: 'seen'; readonly value: T } | Unseen;

export interface Unseen {
  readonly state: 'unseen';
  readonly because: string;
  /** Of GitHub's answer; undefined where there was none, or none that says anything. */
  readonly status: number | undefined;
}

/** Permission → `read`, `write` or `admin`. */
export type Permissions = Readonly<Record<string, string>>;

/** Everything that is known of an installed app. Nothing in it is secret. */
export interface Facts {
  readonly appId: number;
  readonly webhookPath: string;
  /** Why the service would not start with this environment; undefined where it would. */
  readonly refusedSettings: string | undefined;
  readonly app: Seen<AppFacts>;
  readonly webhook: Seen<WebhookFacts>;
  /** Newest first. */
  readonly deliveries: Seen<readonly DeliveryFacts[]>;
  /** With `repository` the one that the app has there. */
  readonly installations: Seen<readonly InstallationFacts[]>;
  /** `owner/name`: the only repository that was asked about. */
  readonly repository: string | undefined;
  /** When all this was seen, in milliseconds since 1970. */
  readonly now: number;
}

/** The registration: what the page of the app says. */
export interface AppFacts {
  readonly name: string;
  readonly slug: string;
  /** Where its owner changes it. */
  readonly settingsUrl: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface WebhookFacts {
  readonly url: string;
  readonly hasSecret: boolean;
  readonly contentType: string;
  readonly verifiesCertificate: boolean;
}

/** One attempt to deliver a webhook; one that is repeated has its `guid` again. */
export interface DeliveryFacts {
  readonly guid: string;
  readonly event: string;
  /** GitHub's words: `OK`, `timed out`. */
  readonly status: string;
  /** 0 where nobody answered. */
  readonly statusCode: number;
  /** `2026-01-31T12:00:00Z` */
  readonly at: string;
}

export interface InstallationFacts {
  readonly id: number;
  /** The organization or user that it belongs to. */
  readonly account: string;
  /** Where an owner of the account sees and changes it. */
  readonly settingsUrl: string;
  readonly isSuspended: boolean;
  readonly selection: 'all' | 'selected';
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly repositories: Seen<RepositoriesFacts>;
}

export interface RepositoriesFacts {
  readonly looked: readonly RepositoryFacts[];
  /** How many others the installation has. */
  readonly leftOut: number;
}

export interface RepositoryFacts {
  /** `owner/name` */
  readonly name: string;
  /** Where people read it: `https://github.com/acme/shop`. */
  readonly url: string;
  readonly defaultBranch: string;
  readonly configuration: Seen<ConfigurationFacts>;
  readonly rules: Seen<RulesFacts>;
  readonly protection: Seen<ProtectionFacts>;
  readonly newest: Seen<PullRequestFacts | undefined>;
}

/** Of `.github/portcullis.yml` on the default branch. */
export interface ConfigurationFacts {
  readonly checkName: string;
  /** The check reports and never fails. */
  readonly isObserving: boolean;
  /** The teams that it lets decide. */
  readonly teams: readonly string[];
  /** The first thing that is wrong with it. */
  readonly problem: string | undefined;
}

export interface RequiredCheck {
  readonly name: string;
  /** The app that has to report it; `any` for whoever may write, `hidden` where that is not shown. */
  readonly source: number | 'any' | 'hidden';
}

/** What the rulesets that are active on the default branch ask, taken together. */
export interface RulesFacts {
  readonly requiredChecks: readonly RequiredCheck[];
  /** A pull request has to hold what its base holds. */
  readonly isStrict: boolean;
  readonly hasMergeQueue: boolean;
}

/** The branch protection that is not a ruleset. All of it is shown to those alone who may administrate. */
export type ProtectionFacts =
  | { readonly state: 'off' }
  | { readonly state: 'hidden' }
  | {
      readonly state: 'shown';
      readonly requiredChecks: readonly RequiredCheck[];
      readonly isStrict: boolean | undefined;
    };

/** The open pull request that was changed last. */
export interface PullRequestFacts {
  readonly number: number;
  /** In milliseconds since 1970. */
  readonly changedAt: number;
  /** This app has a check run on its head. */
  readonly hasRun: boolean;
}
