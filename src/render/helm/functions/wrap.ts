import { bytesOf, textOf } from '../template/bytes.ts';
import { type Family, fn, spendText } from './define.ts';
import { type Rope, replaced } from './rope.ts';

/**
 * Lengths are in bytes here, and nothing minds where characters end.
 * @see https://github.com/Masterminds/goutils/blob/v1.1.1/wordutils.go and stringutils.go
 */
export const wrapping: Family = {
  wrap: fn(['int', 'string'], (context, width, text) => {
    spendText(context, 2 * String(text).length);
    return replaced(text, wrapped(bytesOf(String(text)), Math.max(width, 1), { by: '\n', cutsWords: false }));
  }),
  wrapWith: fn(['int', 'string', 'string'], (context, width, by, text) => {
    const lines = String(text).length / Math.max(width, 1);
    spendText(context, String(text).length + lines * (1 + String(by).length));
    return replaced(
      text,
      wrapped(bytesOf(String(text)), Math.max(width, 1), { by: String(by) || '\n', cutsWords: true }),
    );
  }),
  abbrev: fn(['int', 'string'], (context, width, text) => {
    spendText(context, String(text).length);
    return width < 4 ? text : abbreviated(text, 0, width);
  }),
  abbrevboth: fn(['int', 'int', 'string'], (context, left, right, text) => {
    spendText(context, String(text).length);
    return right < 4 || (left > 0 && right < 7) ? text : abbreviated(text, left, right);
  }),
};

interface Wrapping {
  readonly by: string;
  /** Whether a word that is longer than a line is cut. */
  readonly cutsWords: boolean;
}

function wrapped(bytes: Uint8Array, width: number, { by, cutsWords }: Wrapping): string {
  const lines: string[] = [];
  let at = 0;
  while (bytes.length - at > width) {
    if (bytes[at] === space) {
      at += 1;
      continue;
    }
    const [end, next] = lineEnd(bytes, at, width, cutsWords);
    if (end === bytes.length) return [...lines, textOf(bytes.subarray(at))].join(by);
    lines.push(textOf(bytes.subarray(at, end)));
    at = next;
  }
  return [...lines, textOf(bytes.subarray(at))].join(by);
}

const space = 0x20;

/** Where the line ends, and where the next one begins. */
function lineEnd(bytes: Uint8Array, at: number, width: number, cutsWords: boolean): readonly [number, number] {
  const last = bytes.lastIndexOf(space, at + width);
  if (last >= at) return [last, last + 1];
  if (cutsWords) return [at + width, at + width];
  const following = bytes.indexOf(space, at + width);
  return following < 0 ? [bytes.length, bytes.length] : [following, following + 1];
}

/** `width` bytes with dots for what is left out at the end, and before `offset`. */
function abbreviated(text: Rope, offset: number, width: number): Rope {
  const bytes = bytesOf(String(text));
  return bytes.length <= width ? text : replaced(text, shortened(bytes, offset, width));
}

function shortened(bytes: Uint8Array, wanted: number, width: number): string {
  const room = width - 3;
  const offset = Math.min(wanted, bytes.length - room);
  const part = (start: number, end?: number): string => textOf(bytes.subarray(start, end));
  if (offset <= 4) return `${part(0, room)}...`;
  if (offset + room < bytes.length) return `...${part(offset, offset + room - 3)}...`;
  return `...${part(bytes.length - room)}`;
}
