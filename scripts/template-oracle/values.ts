type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** What the generated templates find under `.Values`: something of every kind that a values file can hold. */
export const values = {
  name: 'web',
  empty: '',
  sentence: 'The quick "brown" fox\n  jumps\tover <it> & more',
  unicode: 'héllo wörld ☃ 日本 😀',
  // Not `template`: where a message of its own holds that word, Helm 4 leaves out what follows.
  templated: 'name is {{ .Values.name }}',
  brokenTemplate: 'line one\n{{ .Values.name.first }}',
  unparsable: '{{ if }}',
  zero: 0,
  one: 1,
  port: 8080,
  negative: -17,
  fraction: 0.25,
  third: 0.333333333333,
  tiny: 0.0000012,
  million: 1_000_000,
  large: 123456789012,
  huge: 1e300,
  yes: true,
  no: false,
  nothing: null,
  list: ['a', 'b', 'c'],
  numbers: [1, 2.5, -3, 1e6],
  mixed: ['x', 1, true, null, [1, 2], { k: 'v' }],
  emptyList: [],
  emptyMap: {},
  map: { one: 1, two: 'zwei', Three: true, nested: { deep: { deeper: 'bottom' } }, 'with-dash': 5, nil: null },
  services: [
    { name: 'http', port: 80, enabled: true },
    { name: 'metrics', port: 9090, enabled: false },
  ],
} as const satisfies Plain;

/** Their paths, by what is there. */
export const paths = {
  string: ['.Values.name', '.Values.empty', '.Values.sentence', '.Values.unicode', '.Values.map.two'],
  number: [
    '.Values.zero',
    '.Values.one',
    '.Values.port',
    '.Values.negative',
    '.Values.fraction',
    '.Values.third',
    '.Values.tiny',
    '.Values.million',
    '.Values.large',
    '.Values.huge',
    '.Values.map.one',
  ],
  bool: ['.Values.yes', '.Values.no', '.Values.map.Three'],
  list: ['.Values.list', '.Values.numbers', '.Values.mixed', '.Values.emptyList', '.Values.services'],
  map: ['.Values.map', '.Values.emptyMap', '.Values.map.nested', '.Values.map.nested.deep'],
  nil: ['.Values.nothing', '.Values.missing', '.Values.map.nil', '.Values.map.absent'],
} as const;
