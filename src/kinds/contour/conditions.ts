import { field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { RouteRule } from '../../model/resource.ts';

/** What the conditions of a route, or of an inclusion, ask of a request; each of them must hold. */
export function conditionsOf(node: Node): Pick<RouteRule, 'path' | 'pathType' | 'match' | 'at'> {
  const conditions = items(field(node, 'conditions'));
  const path = conditions.flatMap(pathOf)[0];
  const more = conditions.flatMap((condition) => [
    ...demands('header', field(condition, 'header')),
    ...demands('query', field(condition, 'queryParameter')),
  ]);
  return {
    path: path?.path,
    pathType: path?.pathType ?? 'Prefix',
    ...(more.length === 0 ? {} : { match: more.sort().join(' ') }),
    at: path?.at ?? positionOf(conditions[0] ?? field(node, 'name') ?? node),
  };
}

const pathTypes = { exact: 'Exact', regex: 'RegularExpression', prefix: 'Prefix' } as const;

function pathOf(condition: Node) {
  return Object.entries(pathTypes).flatMap(([key, pathType]) => {
    const node = field(condition, key);
    const path = scalarText(node);
    return node === undefined || path === undefined ? [] : [{ path, pathType, at: positionOf(node) }];
  });
}

/** The ways to compare a header or a parameter with a value. */
const signs: readonly (readonly [key: string, sign: string])[] = [
  ['exact', '='],
  ['contains', '*='],
  ['prefix', '^='],
  ['suffix', '$='],
  ['regex', '~'],
];

function demands(what: string, node: Node | undefined): readonly string[] {
  const written = scalarText(field(node, 'name'));
  if (written === undefined) return [];
  const name = `${what} ${what === 'header' ? written.toLowerCase() : written}`;
  const note = scalarText(field(node, 'ignoreCase')) === 'true' ? ' (in any case)' : '';
  const valued = signs.flatMap(([key, sign]) =>
    [key, `not${key}`].flatMap((one) => {
      const value = scalarText(field(node, one));
      return value === undefined ? [] : [`${one === key ? '' : '!'}${name}${sign}${value}${note}`];
    }),
  );
  const isSet = (key: string): boolean => scalarText(field(node, key)) === 'true';
  return [...valued, ...(isSet('present') ? [name] : []), ...(isSet('notpresent') ? [`!${name}`] : [])];
}
