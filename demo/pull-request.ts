import { createLog } from '../src/log.ts';
import { readSettings } from '../src/settings.ts';
import { start } from '../src/start.ts';
import { sqliteStore } from '../src/store/sqlite.ts';
import { startFakehub } from '../test/support/fakehub/hub.ts';
import type { AnnotationState, ReviewCommentState } from '../test/support/fakehub/state.ts';
import { proposal, shop } from './shop.ts';

/** The pull request as it stands after the app has looked at it. */
export interface ReviewedPullRequest {
  readonly number: number;
  readonly title: string;
  readonly check: {
    readonly name: string;
    readonly conclusion: string;
    readonly title: string;
    readonly summary: string;
    readonly text: string;
    readonly annotations: readonly AnnotationState[];
  };
  readonly comment: string;
  readonly review: { readonly body: string; readonly comments: readonly ReviewCommentState[] };
  readonly files: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
  readonly milliseconds: number;
}

/**
 * Starts a GitHub of our own and the real app on loopback, pushes the proposal, delivers the signed webhook and waits
 * for the verdict. Everything goes over HTTP, as it would with GitHub; both servers have ended when this resolves.
 */
export async function reviewProposal(): Promise<ReviewedPullRequest> {
  const hub = await startFakehub();
  const settings = readSettings({
    APP_ID: String(hub.appId),
    PRIVATE_KEY: hub.privateKey,
    WEBHOOK_SECRET: hub.webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    RECONCILE_MINUTES: '0',
  });
  const app = await start(
    { ...settings, baseUrl: hub.url },
    createLog('error', (line) => process.stderr.write(line)),
    { store: sqliteStore(':memory:') },
  );
  try {
    hub.connect(`${app.url}/api/github/webhooks`);
    const repository = hub.repository('acme/shop');
    repository.push({ branch: 'main', files: shop, from: null });
    const head = repository.push({ branch: 'partner-test', files: proposal });
    const number = repository.open({ branch: 'partner-test' });
    const started = performance.now();
    const { status } = await repository.announce(number, 'opened');
    if (status !== 202) throw new Error(`the app answered the webhook with ${status}`);
    await app.idle();
    const milliseconds = performance.now() - started;
    const [check] = repository.checks(head);
    const [comment] = repository.comments(number);
    const [review] = repository.reviews(number);
    if (check === undefined || comment === undefined || review === undefined)
      throw new Error('the app has posted no verdict');
    return {
      number,
      title: 'Open web and db for the partner test',
      check: {
        name: check.name,
        conclusion: check.conclusion ?? '',
        title: check.output.title ?? '',
        summary: check.output.summary ?? '',
        text: check.output.text ?? '',
        annotations: check.annotations,
      },
      comment: comment.body,
      review,
      files: Object.fromEntries(
        Object.entries(proposal).map(([path, after]) => [path, { before: shop[path] ?? '', after }]),
      ),
      milliseconds,
    };
  } finally {
    await app.stop();
    await hub.close();
  }
}
