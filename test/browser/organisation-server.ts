import type { AddressInfo } from 'node:net';
import { closeServer, createWebhookServer } from '../../src/github/server.ts';
import { createLog } from '../../src/log.ts';
import { adminPages } from '../../src/operation/admin-pages.ts';
import type { Store } from '../../src/store/store.ts';
import { organisationNow } from '../support/organisation.ts';

export const adminToken = 'an-admin-token-of-32-characters-';
export const adminHeader = { authorization: `Bearer ${adminToken}` };

/** The pages of a service that has this store, over HTTP on loopback. */
export async function serveOrganisation(store: Store): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createWebhookServer({
    webhookPath: '/api/github/webhooks',
    secrets: [],
    receive: async () => 'ignored',
    pages: adminPages({ adminToken, store, server: 'https://github.com', now: () => organisationNow }),
    metrics: { webhook: () => {} },
    log: createLog('error', (line) => process.stderr.write(line)),
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP, never on a pipe
  return { url: `http://127.0.0.1:${port}/`, close: () => closeServer(server, 100) };
}
