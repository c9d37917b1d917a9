import { describe, expect, test } from 'vitest';
import { application, deployed, namesOf, service } from './ordered.ts';

const files = {
  'web/a.yaml': service('a'),
  'web/b.yml': service('b'),
  'web/c.json': JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' } }),
  'web/notes.txt': service('no'),
  'web/prod/d.yaml': service('d'),
  'web/prod/e.yaml': service('e'),
  'webs/f.yaml': service('f'),
};

const names = (directory: string, more: Readonly<Record<string, string>> = {}): readonly string[] =>
  namesOf(deployed(application(`path: web\ndirectory: ${directory}`), { ...files, ...more }).objects).map((one) =>
    one.slice('Service '.length),
  );

describe('a folder of plain manifests', () => {
  test.each([
    { directory: '{}', gives: ['a', 'b', 'c'], why: 'its own files' },
    { directory: '{ recurse: true }', gives: ['a', 'b', 'c', 'd', 'e'], why: 'and what lies below' },
    { directory: '{ recurse: true, include: "prod/*" }', gives: ['d', 'e'], why: 'what is included' },
    { directory: '{ recurse: true, include: "*.yaml" }', gives: ['a', 'd', 'e'], why: 'a star passes slashes' },
    { directory: '{ include: "{a,b}.{yaml,yml}" }', gives: ['a', 'b'], why: 'braces are one or the other' },
    {
      directory: '{ recurse: true, exclude: "{*.json,prod/[a-d]*}" }',
      gives: ['a', 'b', 'e'],
      why: 'less the excluded',
    },
    { directory: '{ include: "*", exclude: "a.yaml" }', gives: ['b', 'c'], why: 'an exclusion wins' },
    { directory: '{ exclude: "[" }', gives: ['a', 'b', 'c'], why: 'a pattern that is none matches nothing' },
  ])('$directory: $why', ({ directory, gives }) => {
    expect(names(directory)).toEqual(gives);
  });

  test('leaves out a file that says so', () => {
    expect(names('{}', { 'web/a.yaml': `# +argocd:skip-file-rendering\n${service('a')}` })).toEqual(['b', 'c']);
  });

  test('that is told to recurse is one, whatever kustomization lies in it', () => {
    const kustomization = { 'web/kustomization.yaml': 'resources: [a.yaml]\n' };
    expect(names('{}', kustomization)).toEqual(['a']);
    expect(names('{ recurse: true }', kustomization)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('follows links inside of the repository, and tells the others', () => {
    const links = { 'web/a.yaml': '-> ../webs/f.yaml', 'web/b.yml': '-> /etc/passwd' };
    const { objects, gaps } = deployed(application('path: web'), { ...files, ...links });
    expect(namesOf(objects)).toEqual(['Service f', 'Service c']);
    expect(gaps).toEqual(['web/b.yml: a link that leads out of the repository or in a circle']);
  });

  test('tells jsonnet, which is not evaluated', () => {
    const { gaps } = deployed(application('path: web'), { ...files, 'web/x.jsonnet': '{}' });
    expect(gaps).toEqual(['web/x.jsonnet: jsonnet is not evaluated']);
  });

  test('says nothing of YAML that is no manifest', () => {
    expect(deployed(application('path: web'), { ...files, 'web/values.yaml': 'image: { tag: "1" }\n' }).gaps).toEqual(
      [],
    );
  });
});
