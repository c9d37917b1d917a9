import { gzipSync } from 'node:zlib';

/** A tar archive of these files, packed; the values may be contents or what a header says besides. */
export function packed(files: Readonly<Record<string, string | Uint8Array | TarHeader>>): Uint8Array {
  const parts = Object.entries(files).map(([name, content]) => {
    if (typeof content !== 'string' && 'type' in content)
      return Buffer.concat([header(name, content), blocks(content)]);
    const bytes = Buffer.from(content);
    return Buffer.concat([header(name, { type: '0', content: bytes }), blocks({ type: '0', content: bytes })]);
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

export interface TarHeader {
  /** `0` is a file, `2` a link, `5` a folder, `x` a pax header. */
  readonly type: string;
  readonly content: Uint8Array;
  /** Where it says another size than it has. */
  readonly size?: number;
  readonly link?: string;
}

function header(name: string, { type, content, size = content.length, link = '' }: TarHeader): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write(name.slice(0, 100), 0);
  bytes.write('0000644', 100);
  bytes.write(size.toString(8).padStart(11, '0'), 124);
  bytes.write(' '.repeat(8), 148);
  bytes.write(type, 156);
  bytes.write(link, 157);
  bytes.write('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function blocks({ content }: TarHeader): Buffer {
  const bytes = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  bytes.set(content);
  return bytes;
}
