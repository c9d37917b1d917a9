import { describe, expect, test } from 'vitest';
import { allowancesIn, covers, withAllowances } from '../../src/config/allowances.ts';

const added = { rule: 'new-node-port', object: 'Service/shop/web', reason: 'dev: "only"' };
const block = ['- rule: new-node-port', '  object: Service/shop/web', '  reason: \'dev: "only"\''];
const inBlock = (indent: string): string => block.map((line) => `${indent}${line}\n`).join('');
const inFlow = '- { rule: new-node-port, object: Service/shop/web, reason: "dev: \\"only\\"" }\n';

describe('an allowance is added', () => {
  test.each([
    { to: 'nothing', text: '', result: `allow:\n${inBlock('  ')}` },
    {
      to: 'a file without a list',
      text: 'version: 1 # first\n',
      result: `version: 1 # first\n\nallow:\n${inBlock('  ')}`,
    },
    { to: 'a file without a last line end', text: 'version: 1', result: `version: 1\n\nallow:\n${inBlock('  ')}` },
    {
      to: 'comments alone',
      text: '# allow:\n#   - …\n',
      result: `# allow:\n#   - …\n\nallow:\n${inBlock('  ')}`,
    },
    {
      to: 'an empty list, with what stands around it',
      text: 'version:   1\nallow: [] # none yet\n\n\nmode:  enforce\n',
      result: `version:   1\nallow: # none yet\n${inBlock('  ')}\n\nmode:  enforce\n`,
    },
    {
      to: 'a list in lines, at its own indentation',
      text: 'allow:\n- { rule: a, object: b, reason: c }   # why\n\n# later\nmode: observe\n',
      result: `allow:\n- { rule: a, object: b, reason: c }   # why\n${inFlow}\n# later\nmode: observe\n`,
    },
    {
      to: 'a list of blocks, behind the last line of the last one',
      text: "allow:\n    # first\n    -   rule: a\n        object: 'b'\n        reason: |\n          two\n          lines\n\nrules: { x: off }\n",
      result: `allow:\n    # first\n    -   rule: a\n        object: 'b'\n        reason: |\n          two\n          lines\n${inBlock('    ')}\nrules: { x: off }\n`,
    },
    {
      to: 'a list at the end of a file without a last line end',
      text: 'allow:\n  - rule: a\n    object: b\n    reason: c',
      result: `allow:\n  - rule: a\n    object: b\n    reason: c\n${inBlock('  ')}`,
    },
  ])('to $to', ({ text, result }) => {
    expect(withAllowances(text, [added])).toBe(result);
  });

  test.each([
    { how: 'a list in one line', text: '# kept\nallow: [{ rule: a, object: b, reason: c }]\nmode: observe\n' },
    { how: 'all of the file in one line', text: '{ version: 1, mode: observe }\n' },
    { how: 'a file that ends with a mark', text: '# kept\nmode: observe\n...\n' },
  ])('where $how leaves no place for a line of its own', ({ text }) => {
    const result = withAllowances(text, [added]);
    expect(allowancesIn(result).at(-1)).toEqual(added);
    expect(allowancesIn(result)).toHaveLength(allowancesIn(text).length + 1);
    expect(result).toContain('mode: observe');
    if (text.includes('# kept')) expect(result).toContain('# kept');
  });

  test('with the line ends that the file has', () => {
    const result = withAllowances('version: 1\r\nallow:\r\n  - { rule: a, object: b, reason: c }\r\n', [added]);
    expect(result.match(/\n/g)).toHaveLength(4);
    expect(result.match(/\r\n/g)).toHaveLength(4);
    expect(allowancesIn(result).at(-1)).toEqual(added);
  });

  test.each([{ text: '' }, { text: 'allow:\n  - { rule: a, object: b, reason: c }\n' }])(
    'whatever its texts hold ($text)',
    ({ text }) => {
      const strange = {
        rule: 'a',
        object: 'Service/{{ ns }}/#x',
        reason: '- a\n: b # c \u2028',
        expires: '2026-12-31',
      };
      expect(allowancesIn(withAllowances(text, [strange])).at(-1)).toEqual(strange);
    },
  );
});

test.each([
  { known: {}, is: true, why: 'the same' },
  { known: { object: 'Service/*/web' }, is: true, why: 'a pattern of it' },
  { known: { object: 'Service/shop/db' }, is: false, why: 'another object' },
  { known: { rule: 'new-host-port' }, is: false, why: 'another rule' },
  { known: { expires: '2026-01-31' }, is: true, why: 'its last day' },
  { known: { expires: '2026-01-30' }, is: false, why: 'one that has passed' },
])('an allowance covers another one or not: $why', ({ known, is }) => {
  expect(covers({ ...added, ...known }, added, '2026-01-31')).toBe(is);
});
