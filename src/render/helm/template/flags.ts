import { runeCount } from './bytes.ts';

/** What stands between the `%` and the verb. */
export interface Flags {
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%#v`: Go syntax. */
  readonly goSyntax: boolean;
}

export const noFlags: Flags = {
  width: undefined,
  precision: undefined,
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  goSyntax: false,
};

/** Text in its width, counted in characters; zeros are put to the left alone. */
export function pad(text: string, { width, minus, zero }: Flags): string {
  if (width === undefined) return text;
  const missing = width - runeCount(text);
  if (missing <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

export const padWithSpaces = (text: string, flags: Flags): string => pad(text, { ...flags, zero: false });
