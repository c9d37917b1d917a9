import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** The part of GitHub's own description that scripts/slice-openapi.ts cut out. */
interface Description {
  readonly operations: Readonly<
    Record<string, { readonly request: unknown; readonly responses: Readonly<Record<string, unknown>> }>
  >;
  readonly components: unknown;
}

/** Says what a message breaks of GitHub's OpenAPI description; undefined where it is as described. */
export interface OpenApi {
  request(operation: string, body: unknown): string | undefined;
  response(operation: string, status: number, body: unknown): string | undefined;
}

/** Reading it takes a while, and it never changes. */
let known: OpenApi | undefined;
export const openApi = (): OpenApi => (known ??= readOpenApi());

function readOpenApi(): OpenApi {
  // Written by scripts/slice-openapi.ts in this shape.
  const description = JSON.parse(
    readFileSync(new URL('../github-openapi.json', import.meta.url), 'utf8'),
  ) as Description;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'github', components: description.components });
  const compiled = new Map<string, ValidateFunction>();
  const check = (key: string, schema: unknown, value: unknown): string | undefined => {
    const validate = compiled.get(key) ?? ajv.compile(placed(schema));
    compiled.set(key, validate);
    return validate(value) ? undefined : `${key}: ${ajv.errorsText(validate.errors)}`;
  };
  return {
    request(operation, body) {
      const schema = description.operations[operation]?.request;
      return schema === null || schema === undefined ? undefined : check(`${operation} request`, schema, body);
    },
    response(operation, status, body) {
      const schema = description.operations[operation]?.responses[String(status)];
      if (schema === undefined) return `${operation}: GitHub's description knows no answer ${status}`;
      return schema === null ? undefined : check(`${operation} ${status}`, schema, body);
    },
  };
}

// `#/components/…` is relative to GitHub's document, not to the one schema that is compiled.
const placed = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/')) as object;
