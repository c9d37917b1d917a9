/**
 * True where a text holds what some other tool fills in before it is applied: `{{ x }}`, `${X}`, `$(X)`,
 * `<CHANGE_ME>`, `__X__`, `%X%`, `@x@`, `ENC[…]`, `((x))`.
 *
 * `$(X)` is also how a container's command names its environment: do not ask there.
 */
export const isPlaceholder = (text: string): boolean => placeholder.test(text);

// Each alternative stops at the characters that could begin it again, so that no text makes it look twice.
const placeholder =
  /\{\{|\$\{[^${}]+\}|\$\([A-Za-z_][\w.-]*\)|<[A-Za-z][\w .-]*>|(?<![A-Za-z0-9_])__[A-Z][A-Z0-9_]*__|(?<!\w)%[A-Z_][A-Z0-9_]*%|^@[A-Za-z_][\w.-]*@|^ENC\[|\(\([^()]+\)\)/;

/** `text` with each `${X:=y}` and `${X:-y}` replaced by its default `y`; a placeholder without default stays. */
export const withDefaults = (text: string): string =>
  text.includes('${') ? text.replace(/\$\{[A-Za-z_]\w*:?[-=]([^${}]*)\}/g, '$1') : text;
