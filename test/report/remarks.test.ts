import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { remarksBody, restated, type Standing, toldIn } from '../../src/report/remarks.ts';

const remarks = [
  { fingerprint: 'aa', text: '⛔ opens `80`\n\n**Fix:** close `80`' },
  { fingerprint: 'bb', text: '⚠️ opens `81`\n\n```suggestion\n  type: ClusterIP\n\n```' },
] as const;
const [first, second] = remarks;
const standing = (open: readonly string[], over: Partial<Standing> = {}): Standing => ({
  open: new Set(open),
  complete: true,
  headSha: 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12',
  ...over,
});
const both = remarksBody(remarks);
const fixed = restated(both, standing([])) ?? '';

describe('a comment', () => {
  test('begins with what it is about, and tells one finding after the other', () => {
    expect(both).toBe(`<!-- portcullis:finding aa bb -->\n\n${first.text}\n\n---\n\n${second.text}\n`);
    expect(toldIn(both)).toEqual({ open: ['aa', 'bb'], fixed: [], asWritten: true });
  });

  test('is not edited while everything that it tells stands', () => {
    expect(restated(both, standing(['aa', 'bb', 'cc']))).toBeUndefined();
  });

  test('is marked where its finding is gone, and what it said stays below', () => {
    expect(restated(remarksBody([first]), standing([]))).toBe(
      [
        '<!-- portcullis:finding aa -->',
        '',
        '✅ Fixed as of `ab12cd3`.',
        '',
        '> ⛔ opens `80`',
        '>',
        '> **Fix:** close `80`',
        '',
      ].join('\n'),
    );
  });

  test('of several findings is marked for those that are gone', () => {
    const half = restated(both, standing(['bb'])) ?? '';
    expect(toldIn(half)).toEqual({ open: ['bb'], fixed: ['aa'], asWritten: true });
    expect(half.endsWith(`\n\n---\n\n${second.text}\n`)).toBe(true);
    expect(toldIn(fixed)).toEqual({ open: [], fixed: ['aa', 'bb'], asWritten: true });
    expect(restated(half, standing([]))).toBe(fixed);
  });

  test('keeps the commit that it was fixed in', () => {
    expect(restated(fixed, standing([], { headSha: 'f'.repeat(40) }))).toBeUndefined();
  });

  test('is as it was where its finding is back', () => {
    expect(restated(fixed, standing(['aa', 'bb']))).toBe(both);
  });

  test('is not called fixed where not everything could be seen, but is open again even there', () => {
    expect(restated(both, standing([], { complete: false }))).toBeUndefined();
    expect(restated(fixed, standing(['aa', 'bb'], { complete: false }))).toBe(both);
  });

  test('is the same to us with the line breaks and the end that GitHub may give it', () => {
    const saved = fixed.trimEnd().replaceAll('\n', '\r\n');
    expect(toldIn(saved)).toEqual(toldIn(fixed));
    expect(restated(saved, standing([]))).toBeUndefined();
    expect(restated(saved, standing(['aa', 'bb']))).toBe(both);
  });

  test.each([
    { why: 'a line above the marker', body: `hello\n${both}`, told: { open: ['aa', 'bb'], fixed: [] } },
    { why: 'one remark less', body: both.split('\n\n---')[0] ?? '', told: { open: ['aa', 'bb'], fixed: [] } },
    { why: 'one remark more', body: `${both}\n---\n\nmore`, told: { open: ['aa', 'bb'], fixed: [] } },
    { why: 'nothing but its marker', body: both.split('\n')[0] ?? '', told: { open: ['aa', 'bb'], fixed: [] } },
  ])('that somebody gave $why is still known and no longer edited', ({ body, told }) => {
    expect(toldIn(body)).toEqual({ ...told, asWritten: false });
    expect(restated(body, standing([]))).toBeUndefined();
  });

  test.each(['looks good to me', '<!-- portcullis:finding  -->', '> <!-- portcullis:finding aa -->', ''])(
    'of somebody else tells nothing: %j',
    (body) => {
      expect(toldIn(body)).toBeUndefined();
      expect(restated(body, standing([]))).toBeUndefined();
    },
  );

  test('that quotes a second marker, as a suggestion might, is about the first one alone', () => {
    const text = '⛔ x\n\n```suggestion\n<!-- portcullis:finding ff -->\n```';
    expect(toldIn(remarksBody([{ fingerprint: 'aa', text }]))?.open).toEqual(['aa']);
  });
});

test('marking and opening again lose no character, whatever is marked when', () => {
  const text = fc
    .array(fc.constantFrom('> quoted', '>', '', '```', ' a', '✅ Fixed as of `ab12cd3`.', '<!-- x -->'), {
      maxLength: 6,
    })
    .map((lines) => ['⛔ fact', ...lines, 'end'].join('\n'));
  const prints = ['aa', 'bb', 'cc'];
  const all = fc.array(text, { minLength: 1, maxLength: 3 });
  const steps = fc.array(fc.subarray(prints), { maxLength: 5 });
  fc.assert(
    fc.property(all, steps, (texts, opens) => {
      const body = remarksBody(texts.map((each, index) => ({ fingerprint: prints[index] ?? '', text: each })));
      let now = body;
      for (const open of opens) {
        now = restated(now, standing(open)) ?? now;
        const mine = prints.slice(0, texts.length);
        expect(toldIn(now)?.open).toEqual(mine.filter((print) => open.includes(print)));
        expect(restated(now, standing(open))).toBeUndefined();
      }
      expect(restated(now, standing(prints)) ?? now).toBe(body);
    }),
  );
});
