import { describe, expect, test } from 'vitest';
import { facts, holding, objects, problems, read } from './reading.ts';

const head = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';

/** What a trick makes of a Service's type, as kubectl reads it. */
const typeOf = (spec: string): unknown => (objects(head + spec) as { spec?: { type?: unknown } }[])[0]?.spec?.type; // a Service is a map

describe('what a reviewer may miss is read as kubectl reads it', () => {
  test.each([
    ['the last of duplicate keys', 'spec:\n  type: ClusterIP\n  type: NodePort\n'],
    ['the last of duplicate maps', 'spec: {type: ClusterIP}\nspec: {type: NodePort}\n'],
    ['a merge key', 'x: &x {type: NodePort}\nspec:\n  <<: *x\n'],
    ['the first map of a merged list', 'x: &x {type: NodePort}\ny: &y {type: ClusterIP}\nspec:\n  <<: [*x, *y]\n'],
    ['a merge key after what it overrides', 'x: &x {type: NodePort}\nspec:\n  type: ClusterIP\n  <<: *x\n'],
    ['a value after a merge key', 'x: &x {type: ClusterIP}\nspec:\n  <<: *x\n  type: NodePort\n'],
    ['a merge key with its tag', 'x: &x {type: NodePort}\nspec: {!!merge <<: *x}\n'],
    ['an alias', 'x: &x NodePort\nspec: {type: *x}\n'],
    ['an anchor defined again', 'x: &x ClusterIP\ny: &x NodePort\nspec: {type: *x}\n'],
    ['an anchored key', 'x: &k type\nspec: {*k : NodePort}\n'],
    ['an unknown tag', 'spec:\n  type: !foo NodePort\n'],
    ['base64', 'spec:\n  type: !!binary Tm9kZVBvcnQ=\n'],
    ['an escaped value', 'spec:\n  type: "\\x4eode\\u0050ort"\n'],
    ['an escaped key', 'spec:\n  "\\x74ype": NodePort\n'],
    ['a word over two lines', 'spec:\n  type: "Node\\\n    Port"\n'],
    ['tabs in a flow map of a list', 'x:\n- {a:\t1,\tb: 2}\nspec:\n  type:\tNodePort\n'],
    ['a tab before a flow map below a block text', 'x: |\n  text\nspec:\t{ type: NodePort }\n'],
    ['a tab before a flow map below an empty key', 'x:\nspec:\t{ type: NodePort,\ny: 1 }\n'],
    ['an explicit key', 'spec:\n  ? type\n  : NodePort\n'],
    ['tabs around a value', 'spec:\n  type: \tNodePort\t\n'],
    ['a next line (U+0085) in a comment', 'spec:\n  ports: [] # c\u0085  type: NodePort\n'],
    ['a line separator in a comment', 'spec: # c\u2028  type: NodePort\n'],
    ['a paragraph separator in a comment', 'spec: # c\u2029  type: NodePort\n'],
    ['a key whose colon touches a bracket', 'spec: {type: NodePort, type:}\n'],
    ['a closing bracket at the margin', 'spec: {\n  type: NodePort\n}\n'],
    ['a quoted value that goes on at the margin', 'spec: {x: "a\nb", type: NodePort}\n'],
    ['a document after a broken one', 'spec: [\n---\n'.concat(head, 'spec: {type: NodePort}\n')],
    ['old Macintosh line ends', 'spec:\r  type: NodePort\r'],
  ])('%s', (_, spec) => {
    expect(typeOf(spec)).toBe('NodePort');
  });

  test.each([
    ['a quoted merge key is a key', 'spec: {"<<": {type: NodePort}}\n'],
    ['a comment is a comment', 'spec: {} # type: NodePort\n'],
    ['what follows three dots is another document', '...\nspec: {type: NodePort}\n'],
  ])('%s', (_, spec) => {
    expect(typeOf(spec)).toBeUndefined();
  });
});

describe('hostNetwork is true however YAML 1.1 spells it', () => {
  test.each(['true', 'True', 'TRUE', 'yes', 'Yes', 'y', 'Y', 'on', 'On'])('%s', (word) => {
    expect(objects(`kind: Pod\nspec:\n  hostNetwork: ${word}\n`)).toMatchObject([{ spec: { hostNetwork: true } }]);
  });
});

describe('every encoding that kubectl decodes', () => {
  const text = `${head}spec: {type: NodePort}\n---\n${head}`;
  const utf16 = (littleEndian: boolean): Uint8Array => {
    const bytes = new DataView(new ArrayBuffer(2 + text.length * 2));
    bytes.setUint16(0, 0xfeff, littleEndian);
    for (let at = 0; at < text.length; at += 1) bytes.setUint16(2 + at * 2, text.charCodeAt(at), littleEndian);
    return new Uint8Array(bytes.buffer);
  };

  test.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16 little endian', utf16(true)],
    ['UTF-16 big endian', utf16(false)],
  ])('%s', (_, bytes) => {
    expect(objects(bytes)).toEqual(objects(text));
  });

  test('a byte order mark may begin any document', () => {
    const second = (text: string): unknown => objects(`${head}---\n\ufeff${text}`)[1];
    expect(second('kind: Pod\nspec: {}\n')).toEqual({ kind: 'Pod', spec: {} });
    expect(second('{"kind":"Pod"}\n')).toEqual({ kind: 'Pod' });
    expect(second('\ufeff\ufeffkind: Pod\n')).toEqual({ kind: 'Pod' });
    expect(second('---\nkind: Pod\n')).toEqual({ kind: 'Pod' });
  });

  test('a byte order mark further down is a letter', () => {
    expect(objects('kind: Pod\n---\n# c\n\ufeffkind: Service\n')).toEqual([{ kind: 'Pod' }]);
  });

  test('bytes that are no UTF-8 become the replacement character', () => {
    const bytes = new TextEncoder().encode(head.replace('web', 'w#b')).map((byte) => (byte === 0x23 ? 0xe9 : byte));
    expect(objects(bytes)).toMatchObject([{ metadata: { name: 'w\ufffdb' } }]);
  });

  test('UTF-16 without its mark cannot be read, but seems to be a manifest', () => {
    const reading = read(utf16(true).slice(2));
    expect(reading).toMatchObject({ documents: [], problems: [{ reason: 'encoding' }], looksLikeManifest: true });
  });
});

describe('what kubectl refuses is a problem with its place', () => {
  test.each([
    ['a bracket that is never closed', `${head}x: [a\n`, 'yaml-invalid 5:1'],
    ['indentation by tabs', `${head}spec:\n\ttype: NodePort\n`, 'yaml-invalid 5:1'],
    ['an unknown anchor', `${head}spec: *gone\n`, 'yaml-invalid 4:7 unknown anchor'],
    ['an anchor of the document before', `x: &x {}\n---\n${head}spec: *x\n`, 'yaml-invalid 6:7 unknown anchor'],
    ['an anchor that contains itself', `${head}spec: &x [*x]\n`, 'yaml-invalid 4:11 anchor x contains itself'],
    ['a merge of something that is no map', `${head}spec: {<<: 1}\n`, 'yaml-invalid 4:8 a merge key takes'],
    ['a zero byte', `${head}\0`, 'encoding 4:1 the control character U+0000'],
    [
      'another control character, even in a comment',
      `# \u0007\n${head}`,
      'yaml-invalid 1:3 the control character U+0007',
    ],
    ['a directive', `%YAML 1.1\n---\n${head}`, 'yaml-invalid 2:1'],
    ['four dashes', `${head}----\n${head}`, 'yaml-invalid 4:1 only a comment may follow'],
    ['text behind a separator', `${head}--- x\n`, 'yaml-invalid 4:1 only a comment may follow'],
  ])('%s', (_, content, problem) => {
    expect(problems(content)[0]).toContain(problem);
  });

  // What stands there may be a password that nobody quoted.
  test.each([
    ['of another type', 'x: !!int hunter2', 'a value is not a valid int'],
    ['taken for an alias', 'x: *hunter2', 'unknown anchor'],
    ['taken for a tag', 'x: !hunter2!x y', 'not valid YAML: undeclared tag handle'],
    ['in a template', 'x: {{ "hunter2" | quote }}\n  {{ x', 'a template of another tool: {{ "…" | quote }}'],
    ['behind a brace', 'x: {{hunter2', 'a template of another tool: {{ …'],
  ])('a value %s is not quoted', (_, line, told) => {
    const [problem = ''] = problems(`${head}${line}\n`);
    expect(problem.replace(/^\S+ \S+ /, '')).toBe(told);
  });

  test('the readable documents around it are read', () => {
    const content = `${head}---\nx: [\n---\n${head}---\nx: }\n---\n${head}`;
    expect(objects(content)).toHaveLength(3);
    expect(problems(content)).toHaveLength(2);
  });

  test('a separator inside a quoted text parts it, as it does for kubectl', () => {
    expect(problems(`${head}x: "a\n---\n${head}"\n`)).toHaveLength(2);
  });

  test.each(['\r', '\u0085', '\u2028'])('a separator after the line break %j ends what kubectl reads', (lineBreak) => {
    const content = `kind: Pod # c${lineBreak}---${lineBreak}kind: Service\n`;
    expect(objects(content)).toEqual([{ kind: 'Pod' }]);
    expect(problems(content)).toEqual([
      'yaml-invalid 1:15 no line feed precedes this separator, kubectl ignores what follows',
    ]);
  });

  test.each(['\r', '\u0085', '\u2028', '\u2029'])(
    'an object behind the comment of a separator and the line break %j is read',
    (lineBreak) => {
      expect(objects(`--- # c${lineBreak}kind: Pod${lineBreak}spec:${lineBreak}  hostNetwork: true`)).toEqual([
        { kind: 'Pod', spec: { hostNetwork: true } },
      ]);
      expect(objects(`kind: Service\n--- # c${lineBreak}kind: Pod${lineBreak}`)).toHaveLength(2);
    },
  );

  test('text after the only value of a document is said and not read', () => {
    const content = ` apiVersion: v1\n kind: Service\nspec: {type: NodePort}\n`;
    expect(objects(content)).toEqual([{ apiVersion: 'v1', kind: 'Service' }]);
    expect(problems(content)).toEqual([expect.stringContaining('yaml-invalid 3:1 this text follows')]);
  });
});

describe('a file that opens with a brace is a stream of JSON values', () => {
  const one = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"}}';

  test.each([
    ['one after the other', `${one}${one}`],
    ['on lines of their own', `\n ${one}\n\t${one}\n`],
    ['separated as YAML is', `${one}\n---\n${one}`],
    ['then YAML', `${one}\n---\n${head}`],
    ['a comment behind the first', `${one} # c\n---\n${one}`],
  ])('%s', (_, content) => {
    expect(objects(content)).toMatchObject([{ kind: 'Service' }, { kind: 'Service' }]);
    expect(problems(content)).toEqual([]);
  });

  test('the values before an error are read, and so is what a separator begins', () => {
    const content = `${one}\n{"kind": ]\n---\n${head}`;
    expect(objects(content)).toHaveLength(2);
    expect(problems(content)).toEqual(['yaml-invalid 2:10 not valid JSON: a value should stand here']);
  });

  test('Unicode escapes are letters, and of two keys the last counts', () => {
    expect(objects('{"\\u006bind":"\\u0050od","kind":"\\ud83d\\ude80"}')).toEqual([{ kind: '🚀' }]);
    expect(facts('{"kind":"Pod","spec":{"a":1,"a":2}}')).toEqual([
      'duplicate-key 1:29 against 1:23 Pod/ spec.a differs',
    ]);
  });

  test('a flow map without quotes is read as YAML', () => {
    expect(objects('{kind: Pod, spec: {hostNetwork: yes}}')).toEqual([{ kind: 'Pod', spec: { hostNetwork: true } }]);
  });
});

describe('a list is its items, whatever it is called', () => {
  const item = '{apiVersion: v1, kind: Pod, metadata: {name: p}}';

  test.each([
    ['List', `kind: List\nitems: [${item}]`],
    ['another kind', `kind: Foo\nitems: [${item}]`],
    ['lists in lists', `kind: List\nitems: [{kind: List, items: [${item}]}]`],
    ['an alias', `kind: List\nx: &x ${item}\nitems: [*x]`],
  ])('%s', (_, content) => {
    expect(read(content).documents).toMatchObject([{ apiVersion: 'v1', kind: 'Pod' }]);
  });

  test("items without a type take the list's", () => {
    const { documents } = read(
      'apiVersion: networking.k8s.io/v1\nkind: IngressList\nitems: [{metadata: {name: a}}, {kind: Pod}]',
    );
    expect(documents).toMatchObject([
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
      { apiVersion: '', kind: 'Pod' },
    ]);
  });
});

describe('what is no object is neither an object nor a problem', () => {
  test.each([
    ['a document without kind', 'replicas: 1\n'],
    ['a kind that is no text', 'kind: 5\n'],
    ['a JSON patch', '- op: remove\n  path: /spec\n'],
    ['a plain text', 'hello\n'],
    ['comments', '# nothing\n---\n# here\n'],
    ['nothing', ''],
  ])('%s', (_, content) => {
    expect(read(content)).toMatchObject({ documents: [], problems: [], facts: [] });
  });

  // Whoever applies it without validation applies an object: a key that hides one must not go unsaid.
  test.each([
    ['a strategic merge patch', `${head}$patch: delete\n`],
    ['a patch further down', `${head}spec:\n  ports:\n    - $patch: replace\n`],
    ['the order of a patched list', `${head}spec:\n  $setElementOrder/ports: []\n`],
  ])('%s is no object, and is told', (_, content) => {
    expect(read(content)).toMatchObject({ documents: [], problems: [{ reason: 'patch', at: { line: 1 } }], facts: [] });
  });

  test('a patch in a list leaves the other items objects', () => {
    expect(objects(`kind: List\nitems: [{kind: Pod}, {kind: Pod, $patch: delete}]`)).toEqual([{ kind: 'Pod' }]);
  });

  test('an LFS pointer says so', () => {
    expect(problems('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')).toEqual([
      expect.stringContaining('lfs 1:1'),
    ]);
  });
});

describe('what the text tells besides the objects', () => {
  test('a key that stands twice, with both places', () => {
    expect(facts(`${head}spec:\n  type: ClusterIP\n  type: NodePort\n`)).toEqual([
      'duplicate-key 6:3 against 5:3 Service/web spec.type differs',
    ]);
  });

  test('a key that stands twice with the same value', () => {
    expect(facts(`${head}spec: {ports: [{port: 80}], ports: [{port: 80}]}\n`)).toEqual([
      'duplicate-key 4:29 against 4:8 Service/web spec.ports same',
    ]);
  });

  test('a number and a text that are the same key', () => {
    expect(facts(holding('data: {80: a, "80": b}'))).toEqual([
      'duplicate-key 4:15 against 4:8 ConfigMap/c data.80 differs',
    ]);
  });

  test('two readings of a later merge key, and both of them', () => {
    const content = `${head}x: &x {type: NodePort}\nspec:\n  type: ClusterIP\n  <<: *x\n`;
    expect(facts(content)).toEqual(['ambiguous-yaml 7:3 against 6:3 Service/web spec.type differs']);
    const alternative = read(content).documents[0]?.alternative;
    expect(alternative?.entries.find(({ key }) => key === 'spec')?.value).toMatchObject({
      entries: [{ key: 'type', value: { value: 'ClusterIP' } }],
    });
  });

  test('a merge key before what overrides it has one reading', () => {
    const content = `${head}x: &x {type: NodePort}\nspec:\n  <<: *x\n  type: ClusterIP\n`;
    expect(read(content)).toMatchObject({ facts: [], documents: [{ alternative: undefined }] });
  });

  test('a hidden line break before a key', () => {
    expect(facts(`${head}spec: # c\u2028  type: NodePort\n`)).toEqual([
      'hidden-line-break 4:10 against  Service/web spec.type differs',
    ]);
  });

  test.each([
    ['spec: # c\u2028  "type": NodePort', '4:10', 'spec.type', 'a key in quotes'],
    ['spec: # c\u2028  &a type: NodePort', '4:10', 'spec.type', 'a key with an anchor'],
    ['spec: # c\u2028  !!str type: NodePort', '4:10', 'spec.type', 'a key with a tag'],
    ['spec: # c\u2028  ? type\n  : NodePort', '4:10', 'spec.type', 'a key that announces itself'],
    ['spec:\n  type: # c\u2028    !!str NodePort', '5:12', 'spec.type', 'a value with a tag'],
    ['x: &x NodePort\nspec:\n  type: # c\u2028    *x', '6:12', 'spec.type', 'a value that stands elsewhere'],
    ['spec:\n  ports: # c\u2028    - { port: 80 }', '5:13', 'spec.ports[0].port', 'a map in braces'],
    ['spec:\n  ports: # c\u2028    - - 80', '5:13', 'spec.ports[0][0]', 'a list in a list'],
    ['spec: { ports: [] # c\u2028 , type: NodePort }', '4:22', 'spec.type', 'behind a comma'],
    ['spec: { ports: [ # c\u2028 ], type: NodePort }', '4:21', 'spec.type', 'behind the end of a list'],
  ])('a hidden line break in %j', (content, at, path) => {
    expect(facts(`${head}${content}\n`)).toEqual([`hidden-line-break ${at} against  Service/web ${path} differs`]);
  });

  test('a hidden line break inside a text is not told', () => {
    expect(facts(holding('v: "a\u2028b"\nw: |\n  c\u2029  d'))).toEqual([]);
    expect(facts(holding('v: [a, "b\u2028", c]\nw: d # e\u2028'))).toEqual([]);
  });

  test("the object of a list's item and the field inside it", () => {
    expect(facts('kind: List\nitems:\n- kind: Pod\n- {kind: Pod, metadata: {name: p, name: p}}\n')).toEqual([
      'duplicate-key 4:35 against 4:26 Pod/p metadata.name same',
    ]);
  });

  test('nothing is told of a file without objects', () => {
    expect(facts('a: 1\na: 2\n')).toEqual([]);
  });
});
