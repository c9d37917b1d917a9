import { structuredPatch } from 'diff';
import { signOf } from './check-page.ts';
import { escaped, markdown } from './markdown.ts';
import type { ReviewedPullRequest } from './pull-request.ts';
import { style } from './style.ts';

/** The pull request as one page: conversation with the comment, the check, and the changed files with what was said on them. */
export function renderPage(pull: ReviewedPullRequest): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(pull.title)} · acme/shop #${pull.number}</title>
<style>${style}</style>
<main>
<header>
  <p class="repository">acme/shop</p>
  <h1>${escaped(pull.title)} <span>#${pull.number}</span></h1>
  <p><b class="open">Open</b> octocat wants to merge 1 commit into <code>main</code> from <code>partner-test</code></p>
</header>
<section aria-label="Conversation">
  <article class="box">
    <h2>portcullis <small>bot</small> commented</h2>
    <div class="markdown">${markdown(pull.comment)}</div>
  </article>
  ${check(pull)}
</section>
<section aria-label="Files changed">
  <h2>Files changed</h2>
  ${Object.entries(pull.files)
    .map(([path, file]) => changedFile(path, file, pull))
    .join('\n')}
</section>
</main>
<script src="/mermaid.js"></script>
<script>
  for (const code of document.querySelectorAll('code.language-mermaid')) {
    const drawn = document.createElement('pre');
    drawn.className = 'mermaid';
    drawn.textContent = code.textContent;
    code.parentElement.replaceWith(drawn);
  }
  mermaid.initialize({ securityLevel: 'strict', theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default' });
</script>
</html>
`;
}

function check({ check: { name, conclusion, title, summary } }: ReviewedPullRequest): string {
  return `<article class="box check ${escaped(conclusion)}">
    <h2><b>${signOf(conclusion)}</b> ${escaped(name)} <small>${escaped(title)}</small> <a href="/check">Details</a></h2>
    <details><summary>Summary</summary><div class="markdown">${markdown(summary)}</div></details>
  </article>`;
}

function changedFile(
  path: string,
  { before, after }: { readonly before: string; readonly after: string },
  { review, check: { annotations } }: ReviewedPullRequest,
): string {
  const comments = review.comments.filter((one) => one.path === path);
  const notes = annotations.filter((one) => one.path === path);
  const rows = structuredPatch(path, path, before, after).hunks.flatMap((hunk) => {
    let line = hunk.newStart;
    return hunk.lines.map((text) => {
      const number = text.startsWith('-') ? undefined : line++;
      const said = comments.filter((one) => one.line === number).map(({ body }) => remark('comment', markdown(body)));
      const noted = notes.filter((one) => one.start_line === number).map(annotation);
      return `${row(text, number)}${[...noted, ...said].join('')}`;
    });
  });
  return `<article class="box file"><h3>${escaped(path)}</h3><table>${rows.join('\n')}</table></article>`;
}

const row = (text: string, number: number | undefined): string =>
  `<tr class="${{ '+': 'added', '-': 'removed' }[text[0] ?? ''] ?? ''}"><th>${number ?? ''}</th><td><code>${escaped(text)}</code></td></tr>`;

const annotation = (note: ReviewedPullRequest['check']['annotations'][number]): string =>
  remark(note.annotation_level, `<b>${escaped(note.title ?? '')}</b><br>${escaped(note.message)}`);

const remark = (kind: string, content: string): string =>
  `<tr class="remark ${kind}"><th></th><td><div class="markdown">${content}</div></td></tr>`;
