import { literal } from '../../../model/message.ts';
import { BadArchive } from './archive.ts';

/** A file as a tar archive names it; links have no bytes. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of a tar archive (ustar, pax, GNU), folders left out.
 * @throws BadArchive where Go's `archive/tar` gives up
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar Interchange Format)
 */
export function* tarEntries(tar: Uint8Array): Generator<TarEntry> {
  let longName: string | undefined;
  for (const { type, name, bytes } of members(tar)) {
    if (type === 'x') longName = paxPath(bytes) ?? longName;
    else if (type === 'L') longName = text(bytes, 0, bytes.length);
    else if (type !== 'g' && type !== 'K') {
      const full = longName ?? name;
      longName = undefined;
      // Before ustar a folder was a file whose name ends with a slash.
      if (type !== '5' && !full.endsWith('/')) yield { name: full, bytes };
    }
  }
}

interface Member extends TarEntry {
  readonly type: string;
}

function* members(tar: Uint8Array): Generator<Member> {
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    if (checksum(header) !== number(header, 148, 8)) throw new BadArchive(literal('archive/tar: invalid tar header'));
    const type = String.fromCharCode(header[156] ?? 0);
    // Links, devices and folders have a size at times, and never content.
    const size = '123456'.includes(type) ? 0 : number(header, 124, 12);
    const start = at + block;
    if (start + size > tar.length) throw new BadArchive(literal('unexpected EOF'));
    yield { type, name: nameIn(header), bytes: tar.subarray(start, start + size) };
    at = start + Math.ceil(size / block) * block;
  }
}

const block = 512;

/** Ended by a zero byte, or by its room. */
function text(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or past what they hold a binary number behind a set first bit. */
function number(header: Uint8Array, start: number, length: number): number {
  if (((header[start] ?? 0) & 0x80) === 0) {
    const digits = text(header, start, length).trim();
    if (!/^[0-7]*$/.test(digits)) throw new BadArchive(literal('archive/tar: invalid tar header'));
    return Number.parseInt(digits || '0', 8);
  }
  let value = (header[start] ?? 0) & 0x7f;
  for (let at = start + 1; at < start + length; at += 1) value = value * 256 + (header[at] ?? 0);
  return value;
}

/** The sum of the header's bytes, with spaces where the sum itself stands. */
function checksum(header: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  return sum;
}

function nameIn(header: Uint8Array): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 6) === 'ustar' ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `25 path=some/long/name\n`, among other records. */
function paxPath(bytes: Uint8Array): string | undefined {
  const records = new TextDecoder().decode(bytes);
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}
