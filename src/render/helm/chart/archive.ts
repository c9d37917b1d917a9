import { Gunzip } from 'fflate';
import { literal, type Message, say } from '../../../model/message.ts';
import { tarEntries } from './tar.ts';

/** A file of a chart's archive; the name is the path below the archive's one folder. */
export interface ArchivedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What one chart's archives may hold together, counted down. */
export interface ArchiveRoom {
  bytes: number;
  entries: number;
}

export const archiveRoom = (): ArchiveRoom => ({ bytes: 64 * 1024 * 1024, entries: 10_000 });

/** Text packs five to twenty times smaller; past this, and past a first megabyte, it is a bomb. */
const maxRatio = 200;
const freeBytes = 1024 * 1024;
const maxPackedBytes = 16 * 1024 * 1024;

export class BadArchive extends Error {
  override readonly name = 'BadArchive';
  readonly explanation: Message;
  readonly isLimit: boolean;

  constructor(explanation: Message, isLimit = false) {
    super(explanation.texts.join('…'));
    this.explanation = explanation;
    this.isLimit = isLimit;
  }
}

/**
 * The files of a packed chart.
 * @throws BadArchive with Helm's words for what it refuses, and where it is larger than is read
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/loader/archive/archive.go (LoadArchiveFiles)
 */
export function unpacked(packed: Uint8Array, room: ArchiveRoom): readonly ArchivedFile[] {
  const files: ArchivedFile[] = [];
  for (const { name, bytes } of tarEntries(gunzipped(packed, room))) {
    room.entries -= 1;
    if (room.entries < 0) throw new BadArchive(literal('the archive has more files than are read'), true);
    files.push({ name: insideOf(name), bytes: withoutMark(bytes) });
  }
  if (files.length === 0) throw new BadArchive(literal('no files in chart archive'));
  return files;
}

function gunzipped(packed: Uint8Array, room: ArchiveRoom): Uint8Array {
  if (packed.length > maxPackedBytes)
    throw new BadArchive(say`the archive has more than the ${maxPackedBytes} bytes that are read`, true);
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw new BadArchive(literal('gzip: invalid header'));
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Gunzip((part) => {
    size += part.length;
    room.bytes -= part.length;
    if (room.bytes < 0 || (size > freeBytes && size > packed.length * maxRatio))
      throw new BadArchive(literal('the archive unpacks to more than is read'), true);
    parts.push(part);
  });
  // In small steps: each of them unpacks at once, a thousand times its size at most.
  try {
    for (let at = 0; at < packed.length; at += step)
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
  } catch (error) {
    if (error instanceof BadArchive || !(error instanceof Error)) throw error;
    throw new BadArchive(say`gzip: ${error.message}`);
  }
  return whole(parts, size);
}

const step = 16 * 1024;

function whole(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The path without the archive's own folder; whatever points elsewhere is refused. */
function insideOf(name: string): string {
  const [first = '', ...rest] = name.split(name.includes('\\') ? '\\' : '/');
  if (first === 'Chart.yaml') throw new BadArchive(literal('chart yaml not in base directory'));
  if (rest[0] === '' && rest.length > 1) throw new BadArchive(literal('chart illegally contains absolute paths'));
  const steps: string[] = [];
  for (const one of rest) {
    if (one === '..' && steps.pop() === undefined)
      throw new BadArchive(literal('chart illegally references parent directory'));
    if (one !== '..' && one !== '.' && one !== '') steps.push(one);
  }
  const inside = steps.join('/');
  if (inside === '') throw new BadArchive(say`chart illegally contains content outside the base directory: "${name}"`);
  if (/^[a-zA-Z]:\//.test(inside)) throw new BadArchive(literal('chart contains illegally named files'));
  return inside;
}

/** Helm drops the mark that says UTF-8. */
export const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
