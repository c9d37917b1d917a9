// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Flux are what is tested
import { expect, test } from 'vitest';
import { substitute } from '../../../src/render/deliveries/envsubst.ts';

const set: Readonly<Record<string, string>> = { NAME: 'web', EMPTY: '', MIXED: 'aBc', _x1: 'u', DOLLAR: '${NAME}' };

test.each([
  { text: '${NAME}-${_x1}', gives: 'web-u', why: 'a variable is its value' },
  { text: '${OTHER}', gives: '', why: 'a variable that is not set is nothing' },
  { text: '${NAME:-d} ${OTHER:-d} ${EMPTY:-d}', gives: 'web d d', why: 'a default is for what is not set, or empty' },
  { text: '${NAME:=d} ${OTHER:=d} ${EMPTY:=d}', gives: 'web d d', why: 'an equals sign does what a minus does' },
  { text: '${NAME-d} ${OTHER-d} ${OTHER=d} ${EMPTY=d}', gives: 'web d d d', why: 'and so without the colon' },
  { text: '${OTHER:-a b: {c}', gives: 'a b: {c', why: 'a default ends at the first closing bracket' },
  { text: '${OTHER:-}', gives: '', why: 'a default may be empty' },
  { text: '${OTHER:-a${NAME}b${OTHER:-c}}d', gives: 'awebbcd', why: 'a default may hold variables' },
  { text: '${MIXED^^}${MIXED,,}${MIXED^}${MIXED,}', gives: 'ABCabcABcaBc', why: 'the case of letters changes' },
  { text: '$${NAME}', gives: '${NAME}', why: 'two dollars are one, and no variable' },
  { text: '$$(NAME) a$$b $$$${NAME}', gives: '$(NAME) a$b $${NAME}', why: 'wherever they stand' },
  { text: '$$${NAME}', gives: '$web', why: 'a third one begins a variable' },
  { text: '${OTHER:-$$x}', gives: '$$x', why: 'but not in a default' },
  { text: '$NAME $(NAME) $', gives: '$NAME $(NAME) $', why: 'without brackets nothing is a variable' },
  { text: '${DOLLAR}', gives: '${NAME}', why: 'a value is not looked at again' },
])('$text gives $gives: $why', ({ text, gives }) => {
  expect(substitute(text, (name) => set[name] ?? '')).toBe(gives);
});

test.each(['${NAME:1:2}', '${NAME/a/b}', '${NAME#w}', '${#NAME}', '${NAME%b}', '${a.b}', '${}', '${ NAME }', '${NAME'])(
  '%s, which is not read or which Flux refuses, stays',
  (text) => {
    expect(substitute(`a ${text}`, (name) => set[name] ?? '')).toBe(`a ${text}`);
  },
);

test('a variable that nobody can know stays, and its default counts', () => {
  const nobody = () => undefined;
  expect(substitute('${A} ${A^^} ${A:-d}', nobody)).toBe('${A} ${A^^} d');
});

test('a text that is made to take long is done at once', () => {
  const started = performance.now();
  for (const text of ['${'.repeat(300_000), '${A:-'.repeat(100_000), '${A:-${B}'.repeat(50_000), '$'.repeat(500_000)])
    substitute(text, () => '');
  expect(performance.now() - started).toBeLessThan(2_000);
});
