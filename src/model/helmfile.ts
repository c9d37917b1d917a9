/** Could a file be one of helmfile's? One without these words has no releases, whatever it is called. */
export function looksLikeHelmfile(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes);
  return /^releases["']?[ \t]*:/m.test(text) && /\bchart["']?[ \t]*:/.test(text);
}
