import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivered, Delivery } from './deliver.ts';
import { attempt, fail } from './deliveries.ts';
import { type Registration, usualHook } from './doctor-routes.ts';
import { openApi } from './openapi.ts';
import { type Permissions, usualEvents, usualPermissions } from './permissions.ts';
import { FakeRepository } from './repository.ts';
import { type HubState, serve } from './server.ts';
import { type Call, type Disturb, type Fault, newRepository } from './state.ts';

/** A GitHub on loopback that keeps what it is told, for the app's tests and for the demo. */
export interface Fakehub {
  /** Where its REST API answers: the app's base URL. */
  readonly url: string;
  readonly appId: number;
  readonly installationId: number;
  /** The app's private key, PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Every request so far, in order. */
  readonly calls: readonly Call[];
  /** Answers of fakehub's own that GitHub's description does not allow; empty or fakehub has a bug. */
  readonly violations: readonly string[];
  repository(
    fullName: string,
    options?: { readonly forkOf?: FakeRepository; readonly installationId?: number },
  ): FakeRepository;
  /** Somebody deletes a repository. */
  remove(fullName: string): void;
  /** Where webhooks go from now on. */
  connect(webhookUrl: string): void;
  /** Sends a webhook as GitHub does: signed, with an id of its own. */
  deliver(delivery: Delivery): Promise<Delivered>;
  /** Sends a webhook of before once more. */
  redeliver(id: string): Promise<Delivered>;
  /** A webhook that GitHub could not deliver; it can be asked for again. */
  failToDeliver(delivery: Delivery): void;
  fail(fault: Fault): void;
  /** Nothing that was told with `fail` goes wrong any more. */
  clearFaults(): void;
  /** From now on each request goes wrong as this says. */
  disturb(how: Disturb): void;
  /** Lists show what was written only after this time, as GitHub's replicas do. */
  lag(ms: number): void;
  /** Every token that opens something now. */
  tokens(): readonly string[];
  /** Every token that was given out is refused from now on. */
  revokeTokens(): void;
  /** Who belongs to a team: `acme/platform-security`. */
  team(name: string, logins: readonly string[]): void;
  /** What the installations have granted, instead of what app.yml asks for. */
  grant(permissions: Permissions): void;
  /** Somebody changes the page of the app. */
  register(change: Partial<Registration>): void;
  /** An owner of the account suspends the installation. */
  suspend(installationId: number): void;
  forgetCalls(): void;
  close(): Promise<void>;
}

export interface FakehubOptions {
  /** Holds every answer to GitHub's OpenAPI description (see `violations`). */
  readonly checkAnswers?: boolean;
  readonly port?: number;
}

/** The key pair of an app, PEM. */
export const appKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** Making a pair takes longer than most of what is tested with it. */
let made: ReturnType<typeof appKeys> | undefined;
const usualKeys = (): ReturnType<typeof appKeys> => (made ??= appKeys());

export async function startFakehub(options: FakehubOptions = {}): Promise<Fakehub> {
  const { checkAnswers = false, port = 0 } = options;
  const keys = usualKeys();
  const server = createServer((request, response) => void serve(state, request, response));
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP: never a pipe's name
  const state: HubState = {
    world: {
      origin,
      appId: 4711,
      appSlug: 'portcullis',
    },
    publicKey: keys.publicKey,
    openApi: openApi(),
    checkAnswers,
    disturb: () => undefined,
    lagMs: 0,
    nextId: 1e3,
    repositories: new Map(),
    tokens: new Map(),
    teams: new Map(),
    webhooks: { url: '', secret: 'an-example-secret-that-is-long-enough', attempts: [], nextId: 1 },
    granted: usualPermissions,
    registration: { permissions: usualPermissions, events: usualEvents, hook: usualHook },
    suspended: new Set(),
    faults: [],
    calls: [],
    violations: [],
  };
  const { webhooks } = state;
  return {
    url: origin,
    appId: state.world.appId,
    installationId: 1,
    privateKey: keys.privateKey,
    webhookSecret: webhooks.secret,
    calls: state.calls,
    violations: state.violations,
    repository: (fullName, { forkOf, installationId = 1 } = {}) => {
      const [owner = '', name = ''] = fullName.split('/');
      const made = newRepository(owner, name, { id: state.nextId++, installationId });
      // A fork's objects can be read through the repository that it was forked from.
      const repository = forkOf === undefined ? made : { ...made, git: forkOf.state.git };
      state.repositories.set(fullName, repository);
      return new FakeRepository(state, repository, (delivery) => attempt(webhooks, delivery));
    },
    remove: (fullName) => void state.repositories.delete(fullName),
    connect: (url) => {
      webhooks.url = url;
    },
    deliver: (delivery) => attempt(webhooks, delivery),
    redeliver: async (id) => {
      const before = webhooks.attempts.find(({ delivery }) => delivery.id === id);
      if (before === undefined) throw new Error(`there was no delivery ${id}`);
      return attempt(webhooks, before.delivery, true);
    },
    failToDeliver: (delivery) => fail(webhooks, delivery),
    fail: (fault) => void state.faults.push({ ...fault }),
    clearFaults: () => void state.faults.splice(0),
    disturb: (how) => {
      state.disturb = how;
    },
    lag: (ms) => {
      state.lagMs = ms;
    },
    tokens: () => [...state.tokens.keys()],
    revokeTokens: () => state.tokens.clear(),
    team: (name, logins) => void state.teams.set(name, new Set(logins)),
    grant: (permissions) => {
      state.granted = permissions;
    },
    register: (change) => {
      state.registration = { ...state.registration, ...change };
    },
    suspend: (id) => void state.suspended.add(id),
    forgetCalls: () => void state.calls.splice(0),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
