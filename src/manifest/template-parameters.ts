import {
  entries,
  field,
  items,
  type MapEntry,
  type MapNode,
  type Node,
  type Scalar,
  type ScalarNode,
  scalarText,
  text,
} from './node.ts';

/**
 * The objects of an OpenShift Template with the values that its parameters have unless somebody gives others: `${NAME}`
 * inside a text, `${{NAME}}` in the place of a number or boolean. A parameter without a value stays what it is, a
 * placeholder.
 *
 * @see https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html#templates-writing-parameters_using-templates
 */
export function objectsOfTemplate(template: MapNode): Node | undefined {
  const objects = field(template, 'objects');
  const values = valuesOf(template);
  return objects === undefined || values.size === 0
    ? objects
    : fill(objects, { values, done: new Map(), left: maxGrowth });
}

/** Characters that filling in may add to one template; what comes after stays a placeholder. */
const maxGrowth = 1_000_000;

function valuesOf(template: MapNode): ReadonlyMap<string, string> {
  return new Map(
    items(field(template, 'parameters')).flatMap((parameter) => {
      const [name, value] = [text(field(parameter, 'name')), scalarText(field(parameter, 'value'))];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

interface Filling {
  readonly values: ReadonlyMap<string, string>;
  /** Aliases lead to the same node again. */
  readonly done: Map<Node, Node>;
  left: number;
}

function fill(node: Node, filling: Filling): Node {
  const known = filling.done.get(node);
  if (known !== undefined) return known;
  const filled = fillNew(node, filling);
  filling.done.set(node, filled);
  return filled;
}

function fillNew(node: Node, filling: Filling): Node {
  if (node.kind === 'scalar') return fillScalar(node, filling);
  if (node.kind === 'sequence') return { ...node, items: node.items.map((item) => fill(item, filling)) };
  const filled = entries(node).map((one) => ({
    ...one,
    key: fillText(one.key, filling),
    value: fill(one.value, filling),
  }));
  return { ...node, entries: withoutTwins(filled, entries(node)) };
}

/** Of two keys that come to be the same the one that was filled in stays: it may not hide behind the other. */
function withoutTwins(filled: readonly MapEntry[], written: readonly MapEntry[]): readonly MapEntry[] {
  const isFilled = filled.map(({ key }, index) => key !== written[index]?.key);
  if (!isFilled.includes(true)) return filled;
  const ordered = [...filled.filter((_, index) => !isFilled[index]), ...filled.filter((_, index) => isFilled[index])];
  return [...new Map(ordered.map((one) => [one.key, one])).values()];
}

function fillScalar(node: ScalarNode, filling: Filling): Node {
  if (typeof node.value !== 'string') return node;
  const whole = filling.values.get(/^\$\{\{(\w+)\}\}$/.exec(node.value)?.[1] ?? '');
  if (whole !== undefined) return { ...node, value: jsonScalar(whole) };
  const value = fillText(node.value, filling);
  return value === node.value ? node : { ...node, value };
}

const fillText = (written: string, filling: Filling): string =>
  written.includes('${')
    ? written.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
        const value = filling.values.get(name);
        if (value === undefined || value.length > filling.left) return placeholder;
        filling.left -= value.length;
        return value;
      })
    : written;

/** What is no JSON is a text; neither is what would be a list or a map read as one. */
function jsonScalar(written: string): Scalar {
  if (/^(true|false)$/.test(written)) return written === 'true';
  return /^-?(0|[1-9]\d{0,14})$/.test(written) ? Number(written) : written;
}
