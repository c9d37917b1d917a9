const yamlPrefix = 'tag:yaml.org,2002:';

/**
 * A tag as written, `!!int` or `!<tag:yaml.org,2002:int>`, as the short name `int`; a tag outside YAML's own names is
 * returned as it stands, with its exclamation mark.
 */
export function shortTag(written: string): string {
  const tag = written.includes('%') ? decodePercent(written) : written;
  if (tag.startsWith('!!')) return tag.slice(2);
  if (tag.startsWith(`!<${yamlPrefix}`) && tag.endsWith('>')) return tag.slice(2 + yamlPrefix.length, -1);
  return tag;
}

// go-yaml decodes these, so `!!bin%61ry` is `!!binary`.
const decodePercent = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
