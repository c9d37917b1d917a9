import { say } from '../../../model/message.ts';
import { GoMap } from '../template/value.ts';
import { copied, mergeMaps, type Room, readValues } from './read-values.ts';
import { type SetLine, setValues } from './set-values.ts';

/** Where values for a render come from, in the order in which the later go before the earlier. */
export type ValuesSource =
  | { readonly from: 'file'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly from: 'inline'; readonly values: GoMap }
  | { readonly from: 'set'; readonly line: SetLine };

/**
 * What a release gives to its chart: files and inline values merged one over the other, then the `--set` lines.
 * @throws Refused where one of them cannot be read @throws NoRoom
 */
export function givenValues(sources: readonly ValuesSource[], room: Room): GoMap {
  let values = new GoMap();
  for (const source of sources) {
    if (source.from === 'set') setValues(values, source.line);
    else if (source.from === 'inline') values = mergeMaps(values, copied(source.values, room));
    else values = mergeMaps(values, readValues(source.path, source.bytes, say`failed to parse ${source.path}`));
  }
  return values;
}
