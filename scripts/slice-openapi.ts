import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Cuts the operations that Portcullis calls out of GitHub's OpenAPI description and writes them as plain JSON Schema
 * to test/support/github-openapi.json, which holds the fake GitHub of the tests to the real one's answers.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz     (385 MB unpacked: outside the repository)
 *     node scripts/slice-openapi.ts package/generated/api.github.com.json
 */
const operations = [
  'GET /app',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /app/installations',
  'GET /app/hook/config',
  'GET /app/hook/deliveries',
  'POST /app/hook/deliveries/{delivery_id}/attempts',
  'GET /installation/repositories',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/installation',
  'GET /repos/{owner}/{repo}/branches/{branch}',
  'GET /repos/{owner}/{repo}/rules/branches/{branch}',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'GET /repos/{owner}/{repo}/compare/{basehead}',
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/tarball/{ref}',
  'GET /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
  'POST /repos/{owner}/{repo}/check-runs',
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
] as const;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function main(source: string | undefined): void {
  if (source === undefined) throw new Error('usage: node scripts/slice-openapi.ts api.github.com.json');
  // JSON from GitHub's own description: objects all the way.
  const description = JSON.parse(readFileSync(source, 'utf8')) as JsonObject;
  const sliced = Object.fromEntries(operations.map((operation) => [operation, slice(description, operation)]));
  const schemas = reachable(description, sliced);
  const target = new URL('../test/support/github-openapi.json', import.meta.url);
  writeFileSync(target, `${JSON.stringify({ operations: sliced, components: { schemas } })}\n`);
}

/** The schemas of the request body and of each successful answer. */
function slice(description: JsonObject, operation: string): JsonObject {
  const [method = '', path = ''] = operation.split(' ');
  const found = at(description, 'paths', path, method.toLowerCase());
  if (!isObject(found)) throw new Error(`GitHub's description has no ${operation}`);
  const responses = Object.entries(isObject(found.responses) ? found.responses : {})
    .filter(([status]) => /^[23]/.test(status))
    .map(([status, response]): [string, Json] => [status, jsonSchema(deref(description, response))]);
  return { request: jsonSchema(found.requestBody), responses: Object.fromEntries(responses) };
}

const jsonSchema = (message: Json | undefined): Json =>
  plainSchema(at(message, 'content', 'application/json', 'schema') ?? null);

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function deref(description: JsonObject, value: Json): Json {
  const ref = at(value, '$ref');
  return typeof ref === 'string' ? (at(description, ...ref.slice(2).split('/')) ?? null) : value;
}

/** What explains but does not constrain, and formats, which ajv does not know by itself. */
const notes = new Set(['description', 'example', 'examples', 'title', 'format', 'deprecated', 'x-github', 'default']);

/** OpenAPI 3.0's `nullable` as JSON Schema says it; GitHub writes it without a type and on enums without null, too. */
function plainSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (!isObject(schema)) return schema;
  const { nullable, ...rest } = schema;
  const plain = Object.fromEntries(
    Object.entries(rest)
      .filter(([key, value]) => !notes.has(key) || (key === 'title' && isObject(value)))
      .map(([key, value]) => [key, key === 'properties' ? properties(value) : plainSchema(value)]),
  );
  return nullable === true ? { anyOf: [{ type: 'null' }, plain] } : plain;
}

/** Property names are names, even `description`. */
const properties = (value: Json): Json =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, plainSchema(schema)]))
    : value;

function reachable(description: JsonObject, from: Json): JsonObject {
  const found = new Map<string, Json>();
  const waiting = refs(from);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const schema = plainSchema(at(description, 'components', 'schemas', name) ?? null);
    found.set(name, schema);
    waiting.push(...refs(schema));
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const refs = (value: Json): string[] =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');

main(process.argv[2]);
