import { describe, expect, test } from 'vitest';
import { plain, say } from '../../../src/model/message.ts';
import { GoMap } from '../../../src/render/helm/template/value.ts';
import { withoutValues } from '../../../src/render/helm/without-values.ts';

const values = (entries: Record<string, string | number>): GoMap => new GoMap(new Map(Object.entries(entries)));

describe('what stopped a chart is told', () => {
  test.each([
    { why: 'without a text of the values', holds: { a: 'hunter2' }, said: 'bad "hunter2"', told: 'bad "…"' },
    { why: 'without any line of it', holds: { a: 'one-line\nother-line' }, said: 'bad other-line', told: 'bad …' },
    { why: 'without its escaped form', holds: { a: 'hun"ter2' }, said: 'bad hun\\"ter2', told: 'bad …' },
    { why: 'without a long number', holds: { a: 123_456 }, said: 'got 123456', told: 'got …' },
    { why: 'longest first', holds: { a: 'hunter2', b: 'hunter2-long' }, said: 'hunter2-long', told: '…' },
    {
      why: 'without the texts of a template in them',
      holds: { a: '{{ fail "hunter2" }}' },
      said: 'hunter2',
      told: '…',
    },
    { why: 'with what is too short to be a secret', holds: { a: 'web' }, said: 'no web', told: 'no web' },
    { why: 'with what is a key', holds: { a: 'auth', auth: 'x' }, said: '<.Values.auth>', told: '<.Values.auth>' },
    { why: 'with what is part of a name', holds: { a: 'shop' }, said: 'shop/templates/a', told: 'shop/templates/a' },
  ])('$why', ({ holds, said, told }) => {
    expect(plain(withoutValues(say`${said}`, values(holds), ['shop/templates/a']))).toBe(told);
  });
});
