import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a process has to know of a fake GitHub to be its app. */
export interface HubCredentials {
  readonly url: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** The environment in which Portcullis talks to `hub` as to a GitHub Enterprise Server, on a port that is free. */
export const environmentFor = (hub: HubCredentials, dataDir = newFolder()): Readonly<Record<string, string>> => ({
  APP_ID: String(hub.appId),
  PRIVATE_KEY: hub.privateKey,
  WEBHOOK_SECRET: hub.webhookSecret,
  GHE_HOST: new URL(hub.url).host,
  GHE_PROTOCOL: 'http',
  HOST: '127.0.0.1',
  PORT: '0',
  RECONCILE_MINUTES: '0',
  DATA_DIR: dataDir,
});

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'portcullis-data-'));
