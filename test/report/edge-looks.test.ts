import { expect, test } from 'vitest';
import { edgeStates } from '../../src/report/diagram.ts';
import { edgeLooks, legendOf } from '../../src/report/edge-looks.ts';

const looks = edgeStates.map((state) => edgeLooks[state]);

/** Of a colour `#rrggbb`: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(...colors: readonly string[]): number {
  const [darker = 0, lighter = 0] = colors.map(luminance).toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(['#ffffff', '#0d1117'])('every colour has enough contrast on %s', (background) => {
  const colors = looks.flatMap(({ stroke }) => /#[0-9a-f]{6}/.exec(stroke)?.[0] ?? []);
  expect(colors).toHaveLength(edgeStates.length - 1);
  for (const color of colors) expect(contrast(color, background)).toBeGreaterThan(3);
});

test('no two are alike to somebody who sees no colours', () => {
  const grey = looks.map(({ arrow, stroke }) => arrow + stroke.replace(/stroke:#[0-9a-f]{6}/, ''));
  expect(new Set(grey).size).toBe(edgeStates.length);
});

test('no look fills anything', () => {
  for (const { stroke } of looks) expect(stroke).toMatch(/^(?:stroke[a-z:#0-9, -]*)?$/);
});

test('the legend names what there is, strongest first', () => {
  expect(legendOf(new Set(['unchanged', 'new']))).toBe('thick orange: new · thin: unchanged');
  expect(legendOf(new Set())).toBe('');
});
