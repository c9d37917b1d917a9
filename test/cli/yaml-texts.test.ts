import fc from 'fast-check';
import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { yamlTexts } from '../../src/cli/yaml-texts.ts';

const scalar = fc.oneof(
  fc.constantFrom(
    '',
    'yes',
    '010',
    'a: b',
    '#',
    '- a',
    '--- a',
    '...',
    "it's",
    '<<',
    '12:30',
    'a\nb',
    ' a',
    'a ',
    '\t',
  ),
  fc.constantFrom('x'.repeat(1025), '10', '2', '__proto__', '\u2028', '\ud800'),
  fc.string(),
  fc.constantFrom(null, true, 0, -0, 1.5, 1e21, Number.NaN, Number.NEGATIVE_INFINITY),
);

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('10', '2', 'yes', '', 'a\nb')), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('each value is written as js-yaml writes it alone', () => {
  fc.assert(
    fc.property(fc.array(value), (values) => {
      expect(yamlTexts(values)).toEqual(values.map((one) => dump(one, { noRefs: true, lineWidth: -1 })));
    }),
  );
});
