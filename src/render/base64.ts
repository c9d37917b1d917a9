/** Standard base64 with padding, in one line. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // A multiple of three, so that no part ends with padding.
  for (let at = 0; at < bytes.length; at += 8_190)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 8_190))));
  return parts.join('');
}
