import { fileURLToPath } from 'node:url';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

/**
 * Says whether something is a log of SARIF 2.1.0.
 *
 * The schema is made out of `@types/sarif`, which is made out of the one of OASIS: its fields, their types, which of them
 * must be there, and which words an enumeration has. No field counts that the standard does not know. What its types
 * cannot say, such as a smallest number, the tests say themselves.
 */
export function sarifValidator(): ValidateFunction {
  const path = fileURLToPath(import.meta.resolve('@types/sarif/index.d.ts'));
  const schema = createGenerator({ path, type: 'Log', additionalProperties: false, skipTypeCheck: true }).createSchema(
    'Log',
  );
  // One writes `undefined` where the other leaves out.
  return new Ajv({ strict: false, allErrors: true }).compile(schema as SchemaObject);
}
