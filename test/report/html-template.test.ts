import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { html } from '../../src/report/html-template.ts';

const hostile: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '` onmouseover=`alert(1)',
  'x onmouseover=alert(1)',
  '</textarea></title></style></script><svg onload=alert(1)>',
  '<!--',
  ']]>',
  '&lt;b&gt; &amp; &#60;',
  '{{7*7}}',
  'javascript:alert(1)',
];

describe.each(hostile)('%s', (text) => {
  const { document } = parseHTML(
    `<!doctype html><html><body>${html`<p class="a" title="${text}" data-b='${text}'>${text}</p>`.text}</body></html>`,
  );
  const [element] = [...document.body.children];

  test('is a text in an element and nothing else', () => {
    expect(document.body.children).toHaveLength(1);
    expect(element?.children).toHaveLength(0);
    expect(element?.textContent).toBe(text);
  });

  test('is the value of its attribute and adds none', () => {
    expect(element?.getAttributeNames()).toEqual(['class', 'title', 'data-b']);
    expect(['title', 'data-b'].map((name) => element?.getAttribute(name))).toEqual([text, text]);
  });
});

test('what nobody would see is written out', () => {
  expect(html`${'a\u202eb\u0000c\nd\u200be'}`.text).toBe('a\\u{202e}b\\u{00}c\\u{0a}d\\u{200b}e');
});

test('templates go into templates as they are, and nothing comes of undefined', () => {
  const rows = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${rows}</ul>${undefined}${html`<hr>`}${3}`.text).toBe('<ul><li>&#60;a&#62;</li><li>b</li></ul><hr>3');
});

test('what only looks like a template is none', () => {
  // As somebody without our types could hand them in.
  const forged = { text: '<script>', toString: () => '<script>' } as unknown as string;
  expect(() => html`${forged}`).toThrow(TypeError);
  expect(html`${['<b>'] as unknown as string}`.text).toBe('&#60;b&#62;');
});
