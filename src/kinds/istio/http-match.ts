import { entries, entry, field, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { PathType, RouteRule } from '../../model/resource.ts';
import { flag } from '../fields.ts';
import type { Unclear } from '../kind-reader.ts';

const pathTypes: Readonly<Record<string, PathType>> = {
  exact: 'Exact',
  prefix: 'Prefix',
  regex: 'RegularExpression',
};

/**
 * What a request must have. A match that is not understood is taken for every path, so that it hides nothing.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function httpMatch(match: Node, unclear: Unclear): Pick<RouteRule, 'path' | 'pathType' | 'match' | 'at'> {
  const uri = field(match, 'uri');
  const [written] = entries(uri);
  const pathType = pathTypes[written?.key ?? ''];
  const value = written === undefined ? undefined : scalarText(written.value);
  const isRead = uri === undefined || (pathType !== undefined && value !== undefined);
  if (!isRead) unclear(positionOf(uri), say`this match of a path is neither exact, nor prefix, nor regex`);
  const more = conditionsOf(match);
  return {
    path: value || '/',
    pathType: value && pathType ? pathType : 'Prefix',
    ...(more.length === 0 ? {} : { match: more.join(' ') }),
    at: positionOf(isRead && written ? written.value : match),
  };
}

/** Everything but the path, in one order. */
function conditionsOf(match: Node): readonly string[] {
  const single = ['method', 'authority', 'scheme'].flatMap((name) => {
    const node = field(match, name);
    return node === undefined ? [] : `${name}${textOf(node)}`;
  });
  const named = (
    [
      ['header', 'headers'],
      ['query', 'queryParams'],
      ['without header', 'withoutHeaders'],
      ['source', 'sourceLabels'],
    ] as const
  ).flatMap(([word, name]) =>
    entries(entry(match, name)?.value).map(({ key, value }) => `${word} ${key.toLowerCase()}${textOf(value)}`),
  );
  const from = scalarText(field(match, 'sourceNamespace'));
  return [
    ...single,
    ...named,
    ...(from === undefined ? [] : [`source namespace=${from}`]),
    ...(flag(field(match, 'ignoreUriCase')) === 'yes' ? ['in any case'] : []),
  ].sort();
}

const signs: Readonly<Record<string, string>> = { exact: '=', prefix: '^', regex: '~' };

/** `=value`, `^start`, `~pattern`, or nothing where it only has to be there. */
function textOf(node: Node): string {
  const [written] = entries(node);
  if (written === undefined) return node.kind === 'scalar' ? `=${scalarText(node) ?? ''}` : '';
  return `${signs[written.key] ?? `${written.key} `}${scalarText(written.value) ?? ''}`;
}
