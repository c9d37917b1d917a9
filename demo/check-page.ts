import { escaped, markdown } from './markdown.ts';
import type { ReviewedPullRequest } from './pull-request.ts';
import { style } from './style.ts';

/** The check's own page, as it is laid out behind «Details» of a pull request. */
export const renderCheckPage = ({ check, title, number }: ReviewedPullRequest): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(check.title)} · ${escaped(check.name)}</title>
<style>${style}</style>
<main>
<header>
  <p class="repository"><a href="/">acme/shop</a> · ${escaped(title)} #${number} · Checks</p>
  <h1 class="check ${escaped(check.conclusion)}"><b>${signOf(check.conclusion)}</b> ${escaped(check.name)}</h1>
</header>
<article class="box">
  <h2>${escaped(check.title)}</h2>
  <div class="markdown">${markdown(check.summary)}</div>
</article>
<article class="box">
  <h2>Details</h2>
  <div class="markdown">${markdown(check.text)}</div>
</article>
<article class="box">
  <h2>Annotations <small>${check.annotations.length}</small></h2>
  ${check.annotations.map(annotation).join('\n')}
</article>
</main>
</html>
`;

export const signOf = (conclusion: string): string => ({ success: '✓', neutral: '■', failure: '✗' })[conclusion] ?? '✗';

const annotation = (note: ReviewedPullRequest['check']['annotations'][number]): string =>
  `<div class="remark ${note.annotation_level}"><div class="markdown">
    <small>Check ${note.annotation_level} on line ${note.start_line} in ${escaped(note.path)}</small>
    <p><b>${escaped(note.title ?? '')}</b><br>${escaped(note.message)}</p>
  </div></div>`;
