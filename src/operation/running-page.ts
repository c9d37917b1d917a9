import { html } from '../report/html-template.ts';
import { htmlPage } from './html-page.ts';
import type { Page } from './page.ts';

/** All that a stranger gets to know. */
export const runningPage = ({ canSignIn }: { readonly canSignIn: boolean }): Page =>
  htmlPage({
    title: 'Portcullis',
    body: html`<main>
<h1>Portcullis</h1>
<p>Portcullis is running.</p>
${canSignIn ? html`<p><a href="/sign-in">Sign in</a></p>` : undefined}
</main>`,
  });
