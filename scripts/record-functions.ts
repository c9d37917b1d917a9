// Writes beside every expression of test/render/helm/functions/recorded what Helm's own binary makes of it.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helmBinary } from './support/helm-binaries.ts';
import { expressionsOf, type Recorded, recordings, recordingText } from './support/recorded-functions.ts';

/** Helm stops at the first template that fails, so that each one is a chart of its own. */
async function record(helm: string, folder: string, expression: string, index: number): Promise<Recorded> {
  const chart = join(folder, `chart-${index}`);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
  writeFileSync(
    join(chart, 'templates/c.yaml'),
    `{{ define "e" }}{{ ${expression} }}{{ end }}x: {{ include "e" . | b64enc | quote }}\n`,
  );
  const { stdout, stderr } = await run(helm, ['template', 'c', chart]);
  rmSync(chart, { recursive: true });
  const printed = /^x: "(.*)"$/m.exec(stdout)?.[1];
  if (printed !== undefined) return { expression, printed: Buffer.from(printed, 'base64').toString() };
  return { expression, failed: messageOf(stderr) };
}

/** Without where it happened: the last words of what Helm says. */
function messageOf(stderr: string): string {
  const said = stderr.replace('\n\nUse --debug flag to render out invalid YAML\n', '').trimEnd();
  const called = said.split(/: error calling \w+: (?!template: )/).at(-1) ?? said;
  return (
    called
      .replace(/^Error: execution error at \([^)]*\): /, '')
      .split(/>:\s+/)
      .at(-1) ?? called
  );
}

const run = (file: string, args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 1 << 26 }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });

const helm = process.env.HELM ?? (await helmBinary(4));
const folder = mkdtempSync(join(tmpdir(), 'record-functions-'));
for (const path of recordings()) {
  const expressions = expressionsOf(readFileSync(path, 'utf8'));
  const results: Recorded[] = [];
  for (const [index, expression] of expressions.entries()) results.push(await record(helm, folder, expression, index));
  writeFileSync(path, recordingText(results));
}
rmSync(folder, { recursive: true });
