import type { IncomingMessage } from 'node:http';
import type { Store } from '../store/store.ts';
import { auditPage } from './audit.ts';
import { admits } from './credentials.ts';
import { organisationView } from './organisation.ts';
import { organisationPage } from './organisation-page.ts';
import { type Answer, type Page, type Pages, privately } from './page.ts';
import { askForToken, slowRefusal } from './refusal.ts';
import { runningPage } from './running-page.ts';

export interface AdminOptions {
  /** Undefined: nobody may see what these pages show. */
  readonly adminToken: string | undefined;
  readonly store: Pick<Store, 'records' | 'waivers' | 'inbox'>;
  /** Where people read repositories: `https://github.com`. */
  readonly server: string;
  readonly now: () => number;
  /** Told of every wrong token that is answered. */
  readonly wrongToken?: () => void;
}

/** What was told everybody, for those who may see it; for others the one word that this is running. */
export function adminPages({ adminToken, store, server, now, wrongToken }: AdminOptions): Pages {
  if (adminToken === undefined) return new Map([['/', () => runningPage({ canSignIn: false })]]);
  const refuse = slowRefusal({ ...(wrongToken && { note: wrongToken }) });
  const guarded =
    (answer: Answer, otherwise: Page): Answer =>
    (request) => {
      const { authorization } = request.headers;
      if (authorization === undefined) return otherwise;
      return admits(adminToken, authorization) ? answer(request) : refuse();
    };
  const organisation: Answer = async (request) =>
    organisationPage(await organisationView(store, queryOf(request), { server, now: now() }));
  return new Map<string, Answer>([
    ['/', guarded(organisation, runningPage({ canSignIn: true }))],
    ['/sign-in', guarded(() => signedIn, askForToken)],
    ['/audit', guarded((request) => auditPage(store.waivers, queryOf(request)), askForToken)],
  ]);
}

const signedIn: Page = { status: 303, headers: { ...privately, location: '/' } };

const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams =>
  new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
