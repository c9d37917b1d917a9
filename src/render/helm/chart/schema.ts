import { positionIn } from '../../../manifest/source.ts';
import type { Problem } from '../../../model/gap.ts';
import { literal, type Message, say } from '../../../model/message.ts';
import { GoMap } from '../template/value.ts';
import { bytesIn } from './chart.ts';
import type { Enabled } from './dependencies.ts';
import { findable, Refused, topOf } from './refused.ts';
import { checkShape, type Json, resourcesOf } from './schema-document.ts';
import { type Fault, validate } from './schema-keywords.ts';

/** What came of holding values against schemas. */
export interface SchemaVerdict {
  /** References that lead out of a schema: they are not fetched, and count as met. */
  readonly unseen: readonly Problem[];
  /** Where the values do not hold; Helm then renders nothing. */
  readonly refusal: Refused | undefined;
}

/**
 * Holds the values of a chart and of its subcharts against their `values.schema.json`.
 * @throws Refused where that takes more steps than are allowed
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/common/util/jsonschema.go
 */
export function checkSchemas(chart: Enabled, values: GoMap): SchemaVerdict {
  const found: Found = { refusals: [], remote: [] };
  checkChart(chart, values, found);
  const [first] = found.refusals;
  const refusal =
    first &&
    new Refused(
      say`values don't meet the specifications of the schema(s) in the following chart(s): ${allOf(found.refusals)}`,
      first.at,
    );
  return { unseen: found.remote, refusal };
}

interface Found {
  readonly refusals: { readonly message: Message; readonly at: ReturnType<typeof topOf> }[];
  readonly remote: Problem[];
}

const allOf = (refusals: Found['refusals']): Message =>
  refusals.reduce((sum, { message }, index) => (index === 0 ? message : say`${sum}; ${message}`), literal(''));

function checkChart({ chart, name, subcharts }: Enabled, values: GoMap, found: Found): void {
  if (chart.schema !== undefined) checkOne(name, chart.schema, values, found);
  for (const subchart of subcharts) {
    const own = values.entries.get(subchart.name);
    if (own instanceof GoMap) checkChart(subchart, own, found);
  }
}

function checkOne(
  name: string,
  file: NonNullable<Enabled['chart']['schema']>,
  values: GoMap,
  { refusals, remote }: Found,
): void {
  const text = new TextDecoder().decode(bytesIn(file));
  const at = topOf(file.path);
  const schema = parsed(text);
  const wrong = schema === undefined ? literal('it is not JSON') : checkShape(schema);
  if (schema === undefined || wrong !== undefined) {
    refusals.push({ message: say`${name}: ${wrong ?? ''}`, at });
    return;
  }
  const { faults, unseen, isSpent } = validate(resourcesOf(schema), values);
  if (isSpent) throw new Refused(say`${name}: checking the schema takes more steps than are allowed`, at, 'limit');
  const [reference] = unseen;
  if (reference !== undefined) remote.push(notFetched(reference, unseen.length, file.path, text));
  if (faults.length === 0) return;
  const [first] = faults;
  refusals.push({ message: say`${name}: ${listed(faults)}`, at: first?.place ?? at });
}

function parsed(text: string): Json | undefined {
  try {
    // JSON.parse gives what JSON can hold, and nothing else.
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One for all of a schema: many refer to the same document over and over. */
function notFetched(reference: string, count: number, path: string, text: string): Problem {
  const offset = text.indexOf(JSON.stringify(reference));
  return {
    at: findable(positionIn({ path, text }, Math.max(offset, 0))),
    reason: 'not-read',
    message: say`the schema refers to ${reference}${more(count)}, which is not fetched: values are not held against it`,
  };
}

const more = (count: number): Message => (count > 1 ? say` and ${count - 1} more` : literal(''));

/** As Helm lists them, the first few. */
const listed = (faults: readonly Fault[]): Message =>
  faults
    .slice(0, maxListed)
    .map(({ path, message }) => say`at '${path}': ${message}`)
    .reduce((sum, message, index) => (index === 0 ? message : say`${sum}, ${message}`), literal(''));

const maxListed = 5;
