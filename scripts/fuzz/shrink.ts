/**
 * The smallest file that still `fails`, by leaving out ever shorter runs of lines and then of bytes.
 * @param tries how often it may ask
 */
export function shrunk(bytes: Uint8Array, fails: (bytes: Uint8Array) => boolean, tries: number): Uint8Array {
  let left = tries;
  const asks = (parts: readonly string[], by: string): boolean => {
    left -= 1;
    return fails(Buffer.from(parts.join(by), 'latin1'));
  };
  let text = Buffer.from(bytes).toString('latin1');
  for (const by of ['\n', ' ', '']) {
    let parts = text.split(by);
    for (let size = parts.length >> 1; size >= 1; size >>= 1)
      for (let at = 0; at < parts.length && left > 0; ) {
        const fewer = [...parts.slice(0, at), ...parts.slice(at + size)];
        if (asks(fewer, by)) parts = fewer;
        else at += size;
      }
    text = parts.join(by);
  }
  return Buffer.from(text, 'latin1');
}
