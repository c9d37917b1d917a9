import { entries, items, type Node } from '../../manifest/node.ts';
import { literal, type Message, say } from '../../model/message.ts';
import { type Field, isFilledInLater } from './flaw.ts';
import { writtenAt } from './words.ts';

/** What the API server decodes a value into. */
type Shape =
  | 'text'
  /** An object with any keys, each of the same shape. */
  | { readonly each: Shape }
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const list = (of: Shape): Shape => ({ list: of });

const selector: Shape = {
  fields: {
    matchLabels: { each: 'text' },
    matchExpressions: list({ fields: { key: 'text', operator: 'text', values: list('text') } }),
  },
};

const peers: Shape = list({
  fields: {
    podSelector: selector,
    namespaceSelector: selector,
    ipBlock: { fields: { cidr: 'text', except: list('text') } },
  },
});

const ports: Shape = list({ fields: {} });

/** @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec */
export const specShape: Shape = {
  fields: {
    podSelector: selector,
    policyTypes: list('text'),
    ingress: list({ fields: { from: peers, ports } }),
    egress: list({ fields: { to: peers, ports } }),
  },
};

/** A value that cannot be decoded into what its field holds. */
export interface Misfit {
  readonly at: Field;
  /** `spec.ingress of NetworkPolicy web is an object, but must be a list`. */
  readonly fact: Message;
  readonly help: Message;
  /** What to write instead: a number in quotes. */
  readonly fix?: string;
}

/** Null is an absent value anywhere. */
export function misfits(at: Field, shape: Shape): readonly Misfit[] {
  const { node } = at;
  if (isFilledInLater(node) || (node.kind === 'scalar' && node.value === null)) return [];
  if (shape === 'text') return textMisfits(at);
  if ('list' in shape)
    return node.kind === 'sequence'
      ? items(node).flatMap((item, index) => misfits(inside(at, `[${index}]`, item), shape.list))
      : [misfit(at, 'a list')];
  if (node.kind !== 'map') return [misfit(at, 'an object')];
  return entries(node).flatMap(({ key, value }) => {
    const own = 'each' in shape ? shape.each : shape.fields[key];
    return own === undefined ? [] : misfits(inside(at, `.${key}`, value), own);
  });
}

const inside = ({ id, path }: Field, step: string, node: Node): Field => ({ id, path: `${path}${step}`, node });

function textMisfits(at: Field): readonly Misfit[] {
  const { node } = at;
  if (node.kind !== 'scalar') return [misfit(at, 'a string')];
  if (typeof node.value === 'string') return [];
  const quoted = JSON.stringify(String(node.value));
  return [{ ...misfit(at, 'a string'), help: say`write ${quoted}`, fix: quoted }];
}

const misfit = (at: Field, wanted: string): Misfit => ({
  at,
  fact: say`${writtenAt(at)}, but must be ${literal(wanted)}`,
  help: say`write ${literal(wanted)} there`,
});
