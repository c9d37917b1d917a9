import { isList } from '../template/go-type.ts';
import { type CallContext, GoMap, TemplateError, type Value } from '../template/value.ts';
import { type Family, fn, spendText } from './define.ts';
import { messageOf } from './json.ts';
import { readToml } from './toml-reader.ts';
import { tomlOf } from './toml-writer.ts';

/** Both print the error in place of what they should give. */
export const toml: Family = {
  toToml: fn(['any'], (context, value) => {
    if (value === null) throw new TemplateError('reflect: call of reflect.Value.Type on zero Value');
    return orMessage(() => written(context, value));
  }),
  fromToml: fn(['string'], (context, text) => {
    spendText(context, 8 * String(text).length);
    try {
      return readToml(context, String(text));
    } catch (error) {
      return new GoMap(new Map([['Error', messageOf(error)]]));
    }
  }),
};

function written(context: CallContext, value: Value): string {
  if (isList(value) && value.length > 0 && value.every((item) => item instanceof GoMap))
    throw new TemplateError('toml: top-level values must be Go maps or structs');
  return tomlOf(context, value);
}

function orMessage(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return messageOf(error);
  }
}
