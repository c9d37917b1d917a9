import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** `body` as GitHub's flavour of Markdown is parsed. */
export const parseMarkdown = (body: string): Nodes =>
  fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Every node of the tree, parents first. */
export const allNodes = (node: Nodes): readonly Nodes[] => [
  node,
  ...('children' in node ? node.children.flatMap((child) => allNodes(child)) : []),
];

/** What stands in code spans and code blocks, in order. */
export const codeOf = (body: string): readonly string[] =>
  allNodes(parseMarkdown(body)).flatMap((node) =>
    node.type === 'inlineCode' || node.type === 'code' ? [node.value] : [],
  );

/** The kinds and addresses of all nodes that are not code: what a reader's browser would act on. */
export const skeletonOf = (body: string): readonly string[] =>
  allNodes(parseMarkdown(body)).flatMap((node) => {
    if (node.type === 'inlineCode') return ['inlineCode'];
    if (node.type === 'code') return [`code ${node.lang ?? ''}`];
    if (node.type === 'link') return [`link ${node.url}`];
    if (node.type === 'text' || node.type === 'html') return [`${node.type} ${node.value}`];
    return [node.type];
  });
