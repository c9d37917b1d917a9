import type { z } from 'zod';
import { joined, literal, type Message, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { configJsonSchema } from './schema.ts';

/** What is wrong in a file, and where: at `path`, or at `key` of the mapping there. */
export interface IssueText {
  readonly path: readonly PropertyKey[];
  readonly key: string | undefined;
  readonly message: Message;
}

type Issue = z.core.$ZodIssue;

/** The schema's complaints as sentences, with what was probably meant. */
export const describeIssues = (issues: readonly Issue[]): readonly IssueText[] => issues.flatMap(describeIssue);

function describeIssue(issue: Issue): readonly IssueText[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  // A key of a record that is no rule name stands one level above its value.
  if (issue.code === 'invalid_key')
    return [{ path: path.slice(0, -1), key: String(path.at(-1)), message: invalidKey(issue) }];
  return [{ path, key: undefined, message: wrongValue(issue) }];
}

const unknownKey = (path: readonly PropertyKey[], key: string): IssueText => ({
  path,
  key,
  message: say`unknown key ${[...path, key].join('.')}${didYouMean(key, keysAt(path))}`,
});

const invalidKey = (issue: Issue & { code: 'invalid_key' }): Message =>
  say`${issue.path.join('.')} ${literal(issue.issues[0]?.message ?? 'is not a valid key')}`;

function wrongValue(issue: Issue): Message {
  const name = issue.path.length === 0 ? say`the configuration` : say`${issue.path.join('.')}`;
  if (issue.input === undefined) return say`${name} is missing`;
  if (issue.code === 'invalid_value') return notOneOf(name, issue);
  if (issue.code === 'invalid_type')
    return say`${name} must be ${literal(typeWords[issue.expected] ?? issue.expected)}`;
  return say`${name} ${literal(issue.message)}`;
}

function notOneOf(name: Message, { values, input }: Issue & { code: 'invalid_value' }): Message {
  const choices = joined(
    values.map((value) => say`${String(value)}`),
    ', ',
  );
  const written = scalar(input);
  const must = literal(values.length === 1 ? 'must be' : 'must be one of');
  const meant = values.length === 1 ? literal('') : didYouMean(written ?? '', values.map(String));
  return say`${name} is ${written ?? literal('a list or a mapping')}, but ${must} ${choices}${meant}`;
}

const scalar = (input: unknown): string | undefined =>
  typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean' ? String(input) : undefined;

const typeWords: { readonly [type: string]: string } = {
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function didYouMean(written: string, known: readonly string[]): Message {
  const meant = nearest(written, known);
  return meant === undefined ? literal('') : say`; did you mean ${meant}?`;
}

/** As much of a JSON Schema as leads to the keys of a mapping. */
interface Shape {
  readonly properties?: { readonly [key: string]: Shape };
  readonly items?: Shape;
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  // Our own schema, written by zod: an object with properties, arrays with items.
  let shape: Shape | undefined = configJsonSchema() as Shape;
  for (const step of path) shape = typeof step === 'number' ? shape?.items : shape?.properties?.[String(step)];
  return Object.keys(shape?.properties ?? {});
}
