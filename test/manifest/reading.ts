import { type Reading, readManifests } from '../../src/manifest/documents.ts';
import { toValue } from '../../src/manifest/node.ts';
import { plain } from '../../src/model/message.ts';

/** Reads a text, or bytes, as the file `m.yaml`. */
export const read = (content: string | Uint8Array, wanted: RegExp | 'everything' = 'everything'): Reading =>
  readManifests(
    { path: 'm.yaml', bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content },
    { wanted },
  );

/** The plain values of the objects. */
export const objects = (content: string | Uint8Array): readonly unknown[] =>
  read(content).documents.map(({ root }) => toValue(root));

/** Problems as `reason line:column message`. */
export const problems = (content: string | Uint8Array): readonly string[] =>
  read(content).problems.map(({ reason, at, message }) => `${reason} ${at.line}:${at.column} ${plain(message)}`);

/** Facts as `fact line:column object field`. */
export const facts = (content: string | Uint8Array): readonly string[] =>
  read(content).facts.map(
    ({ fact, at, because, object, field, differs }) =>
      `${fact} ${at.line}:${at.column} against ${because.map(({ line, column }) => `${line}:${column}`).join()} ` +
      `${object?.kind}/${object?.name} ${field} ${differs ? 'differs' : 'same'}`,
  );

/** A ConfigMap with one more line, as every value can stand in it. */
export const holding = (line: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n${line}\n`;

/** The value of `v` in such a ConfigMap. */
export const readValue = (written: string): unknown => (objects(holding(`v: ${written}`))[0] as { v?: unknown }).v; // objects are maps
