import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const lines = read('Dockerfile').split('\n');
const instructions = (word: string): readonly string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

describe('the image', () => {
  test('is made from images that are named by what they hold', () => {
    expect(instructions('FROM').length).toBeGreaterThan(1);
    for (const base of instructions('FROM')) expect(base).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}( AS \w+)?$/);
  });

  test('has the Node that the project is tested with', () => {
    const version = read('.node-version').trim();
    expect(instructions('FROM').filter((base) => base.startsWith('node:'))).toEqual([
      expect.stringContaining(`node:${version}-slim@`),
      expect.stringContaining(`node:${version}-slim@`),
    ]);
  });

  test('runs no script of a package in what it ships, and brings neither shell nor npm', () => {
    expect(instructions('RUN')).toContain('npm ci --omit=dev --ignore-scripts');
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last[0]).toContain('distroless');
    expect(last.filter((line) => line.startsWith('RUN '))).toEqual([]);
  });

  test('runs as the user that the chart names, by a number, with a folder that is theirs', () => {
    expect(instructions('USER')).toEqual(['65532:65532']);
    expect(read('deploy/helm/templates/deployment.yaml')).toContain('"portcullis.podSecurity" 65532');
    expect(instructions('COPY')).toContain('--from=modules --chown=65532:65532 /app/data /data');
    expect(instructions('VOLUME')).toEqual(['/data']);
  });
});
