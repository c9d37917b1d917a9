import { matchesGlob } from '../model/glob.ts';

/** One form for the ways to write where a repository or chart lies: `github.com/acme/shop`, `charts.example.com/stable`. */
export const normalized = (url: string): string =>
  url
    .trim()
    .replace(/^git::/, '')
    // Whoever is named before the host: with a scheme all up to the last `@`, else a name alone.
    .replace(/^[\w+]+:\/\/(?:[^/?#]*@)?|^[\w.-]+@/, '')
    .replace(/^([\w.-]+):(?!\d)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();

/** The same without a version, wherever the address has it: in a query, behind an `@`, or as a step of its path. */
export const versionless = (url: string): string =>
  normalized(url)
    .replace(/[?#].*$/, '')
    .split('/')
    .map((step, index, { length }) => (isVersion(step) ? '*' : withoutTag(step, index === length - 1)))
    .join('/');

/** `v1.2.3`, `1.2`, a commit's id. */
const isVersion = (step: string): boolean => /^v?\d+(\.\d+)+([-+.][\w.+-]*)?$|^[0-9a-f]{40}$|^v\d+$/.test(step);

/** The last step may have any tag; before it only what is surely one is none of the name. */
function withoutTag(step: string, isLast: boolean): string {
  const [name = '', tag = ''] = /^(.*?)@(.*)$/s.exec(step)?.slice(1) ?? [step];
  return isLast || isVersion(tag) || /^(latest|main|master)$/.test(tag) ? name : step;
}

/** Does one of the configuration's `allow_sources` stand for this address, or for what it lies under? */
export function isAllowedSource(url: string, allowed: readonly string[]): boolean {
  const address = versionless(url);
  // It would lie under something else than its beginning says.
  if (/(^|[/\\])\.\.([/\\]|$)/.test(address.replaceAll('%2e', '.').replaceAll(/%2f|%5c/g, '/'))) return false;
  return allowed
    .map(normalized)
    .some((one) => address.startsWith(`${one}/`) || matchesGlob(one, address) || matchesGlob(`${one}/**`, address));
}
