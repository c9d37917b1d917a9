/** A range of addresses of one family, both ends included. */
interface AddressRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** Everybody, in both families: what «no restriction» means. */
export const everywhere: readonly string[] = ['0.0.0.0/0', '::/0'];

/**
 * The same addresses as the fewest CIDRs, sorted; texts that are no CIDR (placeholders) stay as they are, last.
 * A bare address is its own range. Host bits are masked, as Go's `net.ParseCIDR` does; octets with a leading zero are
 * decimal, as in every API server before strict validation (see {@link oddityOf}).
 */
export function canonicalCidrs(texts: readonly string[]): readonly string[] {
  const parsed = texts.map((text) => parseCidr(text));
  const opaque = texts.filter((_, index) => parsed[index] === undefined);
  const ranges = merged(parsed.filter((range) => range !== undefined));
  return [...ranges.flatMap(toCidrs), ...[...new Set(opaque)].sort()];
}

/** Addresses of one family, both ends included. */
export interface AddressSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** The last address of a family. */
export const lastAddress = (bits: 32 | 128): bigint => 2n ** BigInt(bits) - 1n;

/** A span as the fewest CIDRs. */
export const cidrsOf = (span: AddressSpan & { readonly bits: 32 | 128 }): readonly string[] => toCidrs(span);

/** Every IPv4 address. */
export const everyAddress: AddressSpan = { first: 0n, last: 2n ** 32n - 1n };

/** The addresses of `cidrs` without those of `except`, of the family with so many bits; in order, none touching. */
export function addressRanges(
  cidrs: readonly string[],
  except: readonly string[],
  bits: 32 | 128,
): readonly AddressSpan[] {
  const holes = merged(rangesOf(...except));
  return merged(rangesOf(...cidrs))
    .filter((range) => range.bits === bits)
    .flatMap((range) => remains(range, holes));
}

/** Is every address of `inner` in `outer`? Undefined where a text that is no CIDR decides it; everybody is always all. */
export function includes(outer: readonly string[], inner: readonly string[]): boolean | undefined {
  if (everywhere.every((all) => outer.includes(all))) return true;
  const rest = inner.filter((text) => !outer.includes(text));
  const [outerRanges, innerRanges] = [outer.map(parseCidr), rest.map(parseCidr)];
  if (innerRanges.includes(undefined)) return undefined;
  const room = merged(outerRanges.filter((range) => range !== undefined));
  const fits = innerRanges.every((range) => range !== undefined && room.some((one) => contains(one, range)));
  return fits || !outerRanges.includes(undefined) ? fits : undefined;
}

/** An address or CIDR that only machines of a private network have: RFC 1918, RFC 4193, RFC 6598, link-local, loopback. */
export function isPrivate(text: string): boolean {
  const range = parseCidr(text);
  return range !== undefined && privateRanges.some((one) => contains(one, range));
}

/** Is every address of a CIDR, or from `first-last`, private? Undefined where the text is neither. */
export function isPrivateRange(text: string): boolean | undefined {
  const [from = '', to = from] = text.split('-');
  const [first, last] = [parseCidr(from), parseCidr(to)];
  if (first === undefined || last === undefined || first.bits !== last.bits || last.last < first.first)
    return undefined;
  return privateRanges.some((one) => contains(one, { bits: first.bits, first: first.first, last: last.last }));
}

export function isLoopback(text: string): boolean {
  const range = parseCidr(text === 'localhost' ? '127.0.0.1' : text);
  return range !== undefined && loopbackRanges.some((one) => contains(one, range));
}

/**
 * What is odd about a CIDR that somebody wrote; undefined for `10.0.0.0/8`.
 *
 * `leading-zeros`: Kubernetes has read `010.0.0.0/8` as 10.0.0.0/8 and refuses it in newer versions, Go refuses it,
 * and what follows the C library reads 8.0.0.0/8. `no-length`: an address where a CIDR belongs. `host-bits`: more than
 * the address that the length says.
 * @see https://github.com/kubernetes/enhancements/issues/4858
 */
export function oddityOf(text: string): 'no-cidr' | 'leading-zeros' | 'no-length' | 'host-bits' | undefined {
  const range = parseCidr(text);
  const [address = '', length] = text.trim().split('/');
  if (range === undefined) return 'no-cidr';
  if (!address.includes(':') && address.split('.').some((octet) => /^0\d/.test(octet))) return 'leading-zeros';
  if (length === undefined) return 'no-length';
  const value = address.includes(':') ? parseV6(address) : parseV4(address);
  return value === range.first ? undefined : 'host-bits';
}

/** The addresses that are in both, as CIDRs; texts that are no CIDR are in neither. */
export const intersectCidrs = (a: readonly string[], b: readonly string[]): readonly string[] =>
  without(canonicalCidrs(rangesOnly(a)), without(everywhere, rangesOnly(b)));

const rangesOnly = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => parseCidr(text) !== undefined);

/** The clients of `allowed` but those of `denied`, as CIDRs; texts that are no CIDR stay among the allowed ones. */
export function without(allowed: readonly string[], denied: readonly string[]): readonly string[] {
  const holes = merged(denied.flatMap((text) => parseCidr(text) ?? []));
  const opaque = allowed.filter((text) => parseCidr(text) === undefined);
  return [...merged(rangesOf(...allowed)).flatMap((range) => remainder(range, holes)), ...opaque];
}

/** Who is kept out, where that is fewer ranges than those who may come; undefined where it is not, or nobody can tell. */
export function exceptFor(sources: readonly string[]): readonly string[] | undefined {
  const out = without(everywhere, sources);
  return out.length < sources.length && sources.every((text) => parseCidr(text) !== undefined) ? out : undefined;
}

const remainder = (range: AddressRange, holes: readonly AddressRange[]): readonly string[] =>
  remains(range, holes).flatMap(({ first, last }) => toCidrs({ bits: range.bits, first, last }));

function remains(range: AddressRange, holes: readonly AddressRange[]): readonly AddressSpan[] {
  const inside = holes.filter(
    ({ bits, first, last }) => bits === range.bits && first <= range.last && last >= range.first,
  );
  const starts = [range.first, ...inside.map(({ last }) => last + 1n)];
  const ends = [...inside.map(({ first }) => first - 1n), range.last];
  return starts
    .map((first, index) => ({ first, last: ends[index] ?? range.last }))
    .filter(({ first, last }) => first <= last);
}

function rangesOf(...texts: readonly string[]): readonly AddressRange[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

const contains = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;

function parseCidr(text: string): AddressRange | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  const value = address.includes(':') ? parseV6(address) : parseV4(address);
  const bits = address.includes(':') ? 128 : 32;
  if (value === undefined || rest.length > 0) return undefined;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  return { bits, first, last: first + size - 1n };
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)) return undefined;
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groupsOf)));
  if (head === undefined || [...head, ...(tail ?? [])].some((group) => !/^[\da-fA-F]{1,4}$/.test(group)))
    return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** `::ffff:10.0.0.1` ends in the two groups of an IPv4 address. */
function groupsOf(group: string): readonly string[] {
  const v4 = group.includes('.') ? parseV4(group) : undefined;
  return v4 === undefined ? [group] : [(v4 >> 16n).toString(16), (v4 & 0xffffn).toString(16)];
}

const order = (a: AddressRange, b: AddressRange): number =>
  a.bits - b.bits || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0);

function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const out: AddressRange[] = [];
  for (const range of [...ranges].sort(order)) {
    const last = out.at(-1);
    if (last === undefined || last.bits !== range.bits || range.first > last.last + 1n) out.push(range);
    else if (range.last > last.last) out[out.length - 1] = { ...last, last: range.last };
  }
  return out;
}

function toCidrs({ bits, first, last }: AddressRange): readonly string[] {
  const out: string[] = [];
  for (let next = first; next <= last; ) {
    let prefix = bits as number;
    while (
      prefix > 0 &&
      next % (1n << BigInt(bits - prefix + 1)) === 0n &&
      next + (1n << BigInt(bits - prefix + 1)) - 1n <= last
    )
      prefix -= 1;
    out.push(`${bits === 32 ? formatV4(next) : formatV6(next)}/${prefix}`);
    next += 1n << BigInt(bits - prefix);
  }
  return out;
}

const formatV4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');

/** A single IPv4 or IPv6 address as a number; undefined for anything else, ranges too. */
export function addressOf(text: string): { readonly bits: 32 | 128; readonly address: bigint } | undefined {
  const range = text.includes('/') ? undefined : parseCidr(text);
  return range && { bits: range.bits, address: range.first };
}

/** `10.0.0.1` of an IPv4 address as a number. */
export const formatAddress = (address: bigint): string => formatV4(address);

/** With the longest run of zero groups left out, as RFC 5952 writes it. */
function formatV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':');
  const runs = groups.match(/(^|:)0(:0)+(?=:|$)/g) ?? [];
  const longest = [...runs].sort((a, b) => b.replace(/^:/, '').length - a.replace(/^:/, '').length)[0];
  return longest === undefined
    ? groups
    : groups
        .replace(longest, ':')
        .replace(/^:(?!:)/, '::')
        .replace(/:$/, '::')
        .replace(':::', '::');
}

const loopbackRanges = rangesOf('127.0.0.0/8', '::1/128');
const privateV4 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'];

/** `::ffff:10.0.0.0/104`: an IPv4 address as IPv6 writes it is where the IPv4 address is (RFC 4291, 2.5.5.2). */
const mapped = (cidr: string): string => {
  const [address = '', length = ''] = cidr.split('/');
  return `::ffff:${address}/${Number(length) + 96}`;
};

const privateRanges = rangesOf(...privateV4, ...privateV4.map(mapped), 'fc00::/7', 'fe80::/10', '::1/128');
