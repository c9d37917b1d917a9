import type { ReviewedPullRequest } from './pull-request.ts';
import { drawTree } from './tree.ts';

const diagram = /```mermaid\n([\s\S]*?)```/g;

/** The pull request as text: check, annotations, review comments, and the comment with its diagram drawn. */
export function describe(pull: ReviewedPullRequest): string {
  const { check, review } = pull;
  return [
    `Pull request #${pull.number}  ${pull.title}`,
    '',
    `${check.conclusion === 'failure' ? '✗' : '✓'} ${check.name}: ${check.conclusion} — ${check.title}   (${Math.round(pull.milliseconds)} ms after the webhook)`,
    '',
    'Annotations',
    ...check.annotations.map(({ path, start_line, annotation_level, message }) =>
      indent(`${path}:${start_line}  ${annotation_level}: ${message}`),
    ),
    '',
    'Review comments',
    ...review.comments.map(({ path, line, body }) => indent(`${path}:${line}  ${withoutMarkup(body)}`)),
    '',
    'Comment',
    indent(withoutMarkup(pull.comment.replaceAll(diagram, (_, source: string) => drawTree(source)))),
  ].join('\n');
}

const withoutMarkup = (markdown: string): string =>
  markdown
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(/<\/?(details|summary|sub)>/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');
