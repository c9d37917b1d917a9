/** An address without whoever signs in there: `https://user:token@example.com/x` is `https://example.com/x`. */
export const withoutCredentials = (text: string): string =>
  text.includes('://') ? text.replace(/(\w:\/\/)[^/?#\s]*@/g, '$1') : text;
