import { describe, expect, test } from 'vitest';
import { plain } from '../../src/model/message.ts';
import { judged, type Side, told } from '../support/judged.ts';

const service = (type = 'ClusterIP', name = 'web'): string => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { type: ${type}, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;
const broken = 'apiVersion: v1\nkind: Service\nmetadata: { name: web\n  spec: [}\n';

/** What was not analyzed, one text each: side, place, reason and whether it blocks. */
const gaps = (base: Side, head: Side): readonly string[] =>
  judged(base, head).gaps.map(
    ({ side, at, reason, blocks }) => `${side} ${at.path}:${at.line} ${reason}${blocks ? ' blocks' : ''}`,
  );

describe('a file that is no YAML', () => {
  test('blocks where it comes with the change', () => {
    expect(gaps({}, { 'k8s/web.yaml': broken })).toEqual(['head k8s/web.yaml:4 yaml-invalid blocks']);
    expect(judged({}, { 'k8s/web.yaml': broken })).toMatchObject({
      conclusion: 'failure',
      title: 'Incomplete: 1 input not analyzed · no exposure change',
    });
  });

  test('blocks where base could read it', () => {
    expect(gaps({ 'k8s/web.yaml': service() }, { 'k8s/web.yaml': broken })).toEqual([
      'head k8s/web.yaml:4 yaml-invalid blocks',
    ]);
  });

  test('is listed where base could not read it either', () => {
    expect(gaps({ 'k8s/web.yaml': broken }, { 'k8s/web.yaml': `# one more line\n${broken}` })).toEqual([
      'head k8s/web.yaml:5 yaml-invalid',
      'base k8s/web.yaml:4 yaml-invalid',
    ]);
  });

  test('is listed where the change repairs it, and what it opens is an opening', () => {
    const verdict = judged({ 'k8s/web.yaml': broken }, { 'k8s/web.yaml': service('NodePort') });
    expect(verdict.gaps.map(({ side, blocks }) => ({ side, blocks }))).toEqual([{ side: 'base', blocks: false }]);
    expect(verdict.diff.added.map(({ key }) => key)).toEqual(['node-port|/web|80/TCP']);
  });

  test('blocks where it loses an object that base read beside a broken document', () => {
    const two = `${service()}---\n${broken}`;
    expect(gaps({ 'k8s/web.yaml': two }, { 'k8s/web.yaml': broken })).toContainEqual(
      expect.stringMatching(/^head .* blocks$/),
    );
  });

  test('is nothing where it is no manifest', () => {
    expect(gaps({}, { 'tsconfig.json': '{ // a comment\n "a": 1, }', 'notes.yaml': 'a: [' })).toEqual([]);
  });

  test('leaves the documents around it readable', () => {
    const text = told(
      {},
      { 'k8s/web.yaml': `${service('NodePort', 'first')}---\n${broken}---\n${service('NodePort', 'last')}` },
    );
    expect(text).toContain('of Service first');
    expect(text).toContain('of Service last');
    expect(text).toContain('yaml-invalid, blocks');
  });

  test('says no way in closed that it may still hold', () => {
    const { diff } = judged({ 'k8s/web.yaml': service('NodePort') }, { 'k8s/web.yaml': broken });
    expect(diff.removed).toEqual([]);
  });

  test('says no link broken that may lead into it', () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web }] } } }
`;
    const { findings } = judged(
      { 'k8s/web.yaml': deployment, 'k8s/service.yaml': service() },
      { 'k8s/web.yaml': deployment.replace('}\n', '\n'), 'k8s/service.yaml': service() },
    );
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a file that is too large', () => {
  const large = (text: string): Uint8Array => {
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1).fill(0x23);
    bytes.set(new TextEncoder().encode(text));
    return bytes;
  };

  test('blocks where it may be a manifest', () => {
    expect(gaps({}, { 'k8s/web.yaml': large(service()) })).toEqual(['head k8s/web.yaml:1 limit blocks']);
  });

  test('is nothing where it is none', () => {
    expect(gaps({}, { 'data/fixtures.json': large('[1, 2, 3]') })).toEqual([]);
  });

  test('blocks where its content could not be had', () => {
    expect(gaps({}, { 'k8s/web.yaml': { absent: 200_000_000 } })).toEqual(['head k8s/web.yaml:1 limit blocks']);
  });
});

describe('a link', () => {
  test('inside the tree is read where it leads', () => {
    const { diff } = judged(
      {},
      { 'k8s/web.yaml': { link: '../shared/web.txt' }, 'shared/web.txt': service('NodePort') },
    );
    expect(diff.added.map(({ at }) => at.path)).toEqual(['shared/web.txt']);
  });

  test('is touched with the file that it leads to', () => {
    const { diff } = judged(
      { 'k8s/web.yaml': { link: '../shared/web.txt' }, 'shared/web.txt': service() },
      { 'k8s/web.yaml': { link: '../shared/web.txt' }, 'shared/web.txt': service('NodePort') },
    );
    expect(diff.added.map(({ key }) => key)).toEqual(['node-port|/web|80/TCP']);
  });

  test.each([
    ['out of the tree', '../../etc/passwd'],
    ['to an absolute path', '/etc/passwd'],
    ['to nothing', 'nowhere.yaml'],
    ['to itself', 'web.yaml'],
  ])('%s blocks', (_where, link) => {
    expect(gaps({}, { 'k8s/web.yaml': { link } })).toEqual(['head k8s/web.yaml:1 symlink blocks']);
  });

  test('is not taken for another file of its name', () => {
    const files = { 'k8s/shared/web.yaml': service('NodePort', 'near'), 'web.yaml': service('NodePort', 'top') };
    const { diff, gaps: found } = judged(files, {
      ...files,
      'k8s/absolute.yaml': { link: '/shared/web.yaml' },
      'k8s/above.yaml': { link: '../../web.yaml' },
    });
    expect(diff.added).toEqual([]);
    expect(found.map(({ at, reason }) => `${at.path} ${reason}`)).toEqual([
      'k8s/above.yaml symlink',
      'k8s/absolute.yaml symlink',
    ]);
  });

  test('round in a circle blocks', () => {
    const head = { 'k8s/a.yaml': { link: 'b.yaml' }, 'k8s/b.yaml': { link: 'a.yaml' } };
    expect(gaps({}, head)).toEqual(['head k8s/a.yaml:1 symlink blocks', 'head k8s/b.yaml:1 symlink blocks']);
  });
});

describe('what git does not hold', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12345\n';

  test('a pointer of Git LFS blocks in the place of a manifest', () => {
    expect(gaps({ 'k8s/web.yaml': service() }, { 'k8s/web.yaml': pointer })).toEqual([
      'head k8s/web.yaml:1 lfs blocks',
    ]);
  });

  test('a submodule is listed', () => {
    expect(gaps({}, { 'vendor/charts': { submodule: 'a'.repeat(40) } })).toEqual(['head vendor/charts:1 submodule']);
  });

  test('a submodule in the place of a manifest blocks', () => {
    expect(gaps({ 'k8s/web.yaml': service() }, { 'k8s/web.yaml': { submodule: 'a'.repeat(40) } })).toEqual([
      'head k8s/web.yaml:1 submodule blocks',
    ]);
  });
});

describe('bytes', () => {
  const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 + text.length * 2);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xfeff, littleEndian);
    for (const [index, char] of text.split('').entries())
      view.setUint16(2 + index * 2, char.charCodeAt(0), littleEndian);
    return bytes;
  };

  test.each([
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${service('NodePort')}`)],
    ['UTF-16 with a mark', utf16(service('NodePort'), true)],
    ['UTF-16 in the other order', utf16(service('NodePort'), false)],
    ['carriage returns', new TextEncoder().encode(service('NodePort').replaceAll('\n', '\r\n'))],
  ])('as %s are read', (_encoding, bytes) => {
    expect(judged({}, { 'k8s/web.yaml': bytes }).diff.added.map(({ key }) => key)).toEqual(['node-port|/web|80/TCP']);
  });

  test('as UTF-16 without a mark block', () => {
    expect(gaps({}, { 'k8s/web.yaml': utf16(service(), true).slice(2) })).toEqual([
      'head k8s/web.yaml:1 encoding blocks',
    ]);
  });

  test('that are no text at all are nothing', () => {
    expect(gaps({}, { 'data/blob.yaml': new Uint8Array([0, 255, 254, 0, 1, 2, 3]) })).toEqual([]);
  });
});

describe('names', () => {
  const hostile = 'web\\u001b[31m\\u202e\\nForged: line';

  test('with control characters stay on their line', () => {
    const text = told({}, { 'k8s/web.yaml': service('NodePort', `"${hostile}"`) });
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text.split('\n').some((line) => line.startsWith('Forged'))).toBe(false);
  });

  test('of files with control characters stay on their line', () => {
    const text = told({}, { 'k8s/a\nForged: \u001b[0m.yaml': service('NodePort') });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').some((line) => line.startsWith('Forged'))).toBe(false);
  });

  test('of JavaScript are names like any other', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const { diff, findings } = judged({}, { 'k8s/web.yaml': service('NodePort', name) });
      expect(diff.added.map(({ entry }) => entry.object.name)).toEqual([name]);
      expect(findings.map(({ object }) => object.name)).toContain(name);
    }
  });
});

describe('wrong types', () => {
  test.each([
    ['ports that are a map', 'spec: { type: NodePort, ports: { port: 80 } }'],
    ['ports that are numbers', 'spec: { type: NodePort, ports: [80] }'],
    ['a spec that is a list', 'spec: [1, 2]'],
    ['a type that is a number', 'spec: { type: 1, ports: [{ port: 80 }] }'],
    ['a name that is a map', 'spec: { type: NodePort, ports: [{ port: { a: 1 } }] }'],
    ['metadata that is text', 'metadata: web'],
    ['a selector that is a list', 'spec: { type: NodePort, selector: [app, web], ports: [{ port: 80 }] }'],
    ['nothing but a kind', ''],
  ])('%s end in no error', (_what, rest) => {
    const { gaps: found } = judged({}, { 'k8s/web.yaml': `apiVersion: v1\nkind: Service\n${rest}\n` });
    for (const { message } of found) expect(plain(message)).not.toContain('undefined');
  });
});

test('an empty repository, and one that has been emptied', () => {
  expect(told({}, {})).toBe('No exposure change\n');
  expect(told({ 'k8s/web.yaml': service() }, {})).toBe('No exposure change\n');
  expect(told({ 'k8s/web.yaml': service('NodePort') }, {})).toContain('1 closed');
});
