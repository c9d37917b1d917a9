import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Place, placesOf, type Syntax } from '../../../src/kinds/traefik/places.ts';
import { LimitExceeded } from '../../../src/manifest/limits.ts';

/** `host path (sources) [conditions]` of each place. */
const said = (places: readonly Place[] | undefined): readonly string[] | undefined =>
  places?.map(({ host = '*', path, pathType, sources, conditions }) =>
    [
      `${host} ${pathType}:${path}`,
      ...(sources.length === 0 ? [] : [`(${sources.join()})`]),
      ...(conditions.length === 0 ? [] : [`[${conditions.join(', ')}]`]),
    ].join(' '),
  );

const rows: readonly (readonly [rule: string, places: readonly string[], syntax?: Syntax])[] = [
  ['Host(`a.com`)', ['a.com Prefix:/']],
  ['Host(`A.com.`)', ['a.com Prefix:/']],
  ['host("a.com")', ['a.com Prefix:/']],
  ['Host(`a.com`, `b.com`) && PathPrefix(`/x`)', ['a.com Prefix:/x', 'b.com Prefix:/x']],
  [
    '(Host(`a`) || Host(`b`)) && (Path(`/x`) || PathPrefix(`/y`))',
    ['a Exact:/x', 'a Prefix:/y', 'b Exact:/x', 'b Prefix:/y'],
  ],
  ['PathPrefix(`/`)', ['* Prefix:/']],
  ['HostSNI(`*`)', ['* Prefix:/']],
  ['Host(`a`) && Host(`b`)', []],
  ['Host(`a`) && !Host(`a`)', []],
  ['Host(`a`) && !Host(`b`)', ['a Prefix:/']],
  ['!Host(`a`)', ['* Prefix:/ [!host=a]']],
  ['!(Host(`a`) || Path(`/x`))', ['* Prefix:/ [!host=a, !path=/x]']],
  ['!(Host(`a`) && Path(`/x`))', ['* Prefix:/ [!host=a]', '* Prefix:/ [!path=/x]']],
  ['!Host(`a`, `b`)', ['* Prefix:/ [!host=a, !host=b]']],
  ['PathPrefix(`/x`) && PathPrefix(`/x/y`)', ['* Prefix:/x/y']],
  ['Path(`/x/z`) && PathPrefix(`/x`)', ['* Exact:/x/z']],
  ['Path(`/z`) && PathPrefix(`/x`)', []],
  ['PathPrefix(`/x`) && PathRegexp(`\\.php$`)', ['* Prefix:/x [path~\\.php$]']],
  ['PathRegexp(`^/v[12]`)', ['* RegularExpression:^/v[12]']],
  ['Host(`a`) && !PathPrefix(`/admin`)', ['a Prefix:/ [!path^/admin]']],
  ['Host(`a`) && ClientIP(`10.0.0.0/8`, `192.168.1.7`)', ['a Prefix:/ (10.0.0.0/8,192.168.1.7)']],
  ['ClientIP(`10.0.0.0/8`) && ClientIP(`10.1.0.0/16`)', ['* Prefix:/ (10.1.0.0/16)']],
  ['ClientIP(`10.0.0.0/8`) && ClientIP(`192.168.0.0/16`)', []],
  ['ClientIP(`10.0.0.0/8`) && !ClientIP(`10.128.0.0/9`)', ['* Prefix:/ (10.0.0.0/9)']],
  [
    '(Host(`a`) && ClientIP(`10.0.0.0/8`)) || (Host(`a`) && ClientIP(`192.168.0.0/16`))',
    ['a Prefix:/ (10.0.0.0/8,192.168.0.0/16)'],
  ],
  ['Host(`a`) || (Host(`a`) && ClientIP(`10.0.0.0/8`))', ['a Prefix:/']],
  ['!ClientIP(`<BAD>`)', ['* Prefix:/ [!clientip=<BAD>]']],
  ['Method(`GET`, `POST`)', ['* Prefix:/ [method=GET]', '* Prefix:/ [method=POST]']],
  ['Header(`X-A`, `1`) && Query(`b`, `2`)', ['* Prefix:/ [header x-a=1, query b=2]']],
  ['Headers(`X-A`, `1`) && HeadersRegexp(`B`, `c.*`)', ['* Prefix:/ [header b~c.*, header x-a=1]']],
  ['Query(`a=1`, `b=2`)', ['* Prefix:/ [query a=1, query b=2]']],
  ['Query(`debug`)', ['* Prefix:/ [query debug]']],
  ['HostSNI(`a`) && ALPN(`h2`)', ['a Prefix:/ [alpn=h2]']],
  ['HostRegexp(`{sub:[a-z]+}.example.com`)', ['*.example.com Prefix:/']],
  ['HostRegexp(`{sub:(www|api)}.example.com`)', ['~{sub:(www|api)}.example.com Prefix:/']],
  ['HostRegexp(`{any:.*}`)', ['* Prefix:/']],
  ['HostRegexp(`example.com`)', ['example.com Prefix:/'], 'v2'],
  ['HostRegexp(`example.com`)', ['~example.com Prefix:/'], 'v3'],
  ['HostRegexp(`^[a-z0-9-]+\\.example\\.com$`)', ['*.example.com Prefix:/']],
  ['HostRegexp(`^.+\\.example\\.com$`)', ['*.example.com Prefix:/']],
  ['HostRegexp(`^www\\.example\\.com$`)', ['www.example.com Prefix:/']],
  ['HostRegexp(`.+\\.example\\.com`)', ['~.+\\.example\\.com Prefix:/']],
  ['HostRegexp(`^evil|.+\\.example\\.com$`)', ['~^evil|.+\\.example\\.com$ Prefix:/']],
  ['HostRegexp(`^.+$`)', ['* Prefix:/']],
  ['Host(`a.com`) && HostRegexp(`a`)', ['a.com Prefix:/ [host=~a]']],
  ['Path(`/items/{id:[0-9]+}`)', ['* RegularExpression:^/items/{id:[0-9]+}$']],
  ['PathPrefix(`/{x}`)', ['* RegularExpression:^/{x}']],
  ['Path(`/items/{id}`)', ['* Exact:/items/{id}'], 'v3'],
  ['Host(`{{ .Values.host }}`)', ['{{ .values.host }} Prefix:/']],
];

describe('the places of a rule', () => {
  test.each(rows.map(([rule, places, syntax]) => ({ rule, places, syntax })))('$rule', ({ rule, places, syntax }) => {
    expect(said(placesOf(rule, syntax))).toEqual(places);
  });

  test.each(['Host()', 'Hots(`a`)', 'Header(`x`)', 'Host(`a`', 'true', 'Query(`a`, `b`, `c`)'])(
    '%s is not understood',
    (rule) => {
      expect(placesOf(rule, undefined)).toBeUndefined();
    },
  );

  test('too many of them are not counted', () => {
    const group = (what: string): string =>
      `(${Array.from({ length: 40 }, (_, index) => `Header(\`${what}\`, \`${index}\`)`).join(' || ')})`;
    expect(() => placesOf([group('a'), group('b'), group('c')].join(' && '), undefined)).toThrow(LimitExceeded);
  });

  test('a rule and its double denial serve the same places', () => {
    const one = fc.constantFrom('Host(`a`)', 'Host(`b`, `c`)', 'Path(`/x`)', 'ClientIP(`10.0.0.0/8`)', 'Method(`GET`)');
    const rule = fc
      .array(fc.tuple(one, fc.boolean(), fc.constantFrom(' && ', ' || ')), { minLength: 1, maxLength: 5 })
      .map((parts) =>
        parts.map(([text, denied, sign], i) => `${i > 0 ? sign : ''}${denied ? '!' : ''}${text}`).join(''),
      );
    fc.assert(
      fc.property(rule, (text) => {
        expect(placesOf(`!(!(${text}))`, undefined)).toEqual(placesOf(text, undefined));
      }),
    );
  });
});
