import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

type Root = ReturnType<typeof fromMarkdown>;

/** Any node of a parsed text. */
export type MarkdownNode = Root | Root['children'][number];

/** `body` as GitHub's flavour of Markdown is parsed. */
export const parseMarkdown = (body: string): MarkdownNode =>
  fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Every node of the tree, parents first. */
export const allNodes = (node: MarkdownNode): readonly MarkdownNode[] => [
  node,
  ...('children' in node ? node.children.flatMap((child) => allNodes(child)) : []),
];

/** Everything outside of code, which is what a reader's browser would act on; of code, that it is there. */
export const skeletonOf = (body: string): readonly string[] =>
  allNodes(parseMarkdown(body)).map((node) => {
    if (node.type === 'code') return `code ${node.lang ?? ''}`;
    if (node.type === 'link') return `link ${node.url}`;
    if (node.type === 'text' || node.type === 'html') return `${node.type} ${node.value}`;
    return node.type;
  });
