import { compareTrees } from '../app/compare.ts';
import { createMemo } from '../kinds/memo.ts';
import type { Manifest } from '../manifest/documents.ts';
import { toValue } from '../manifest/node.ts';
import { plain } from '../model/message.ts';
import { findGaps } from '../review/gaps.ts';
import { readSides } from '../review/sides.ts';
import { trusted } from '../review/trust.ts';
import { allUnits } from '../review/unit-changes.ts';
import { configuration } from './configuration.ts';
import { nothing } from './nothing.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { chooseSide } from './sides.ts';
import { UsageError } from './usage.ts';
import { yamlTexts } from './yaml-texts.ts';

/** `portcullis render`: the documents of each unit as they are analyzed, with the place that each comes from. */
export async function render(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'render');
  const side = await chooseSide(options);
  const configured = await configuration(options, side);
  const { name, namespace } = configured.release;
  const release = { name: options.release ?? name, namespace: options.namespace ?? namespace };
  const config = { ...configured, release };
  const memo = createMemo();
  const { base, head } = await compareTrees(nothing, side, memo);
  const sides = readSides(base, head, config, memo);
  const units = allUnits(sides, config).filter(({ unit }) => options.unit === undefined || unit.id === options.unit);
  if (options.unit !== undefined && units.length === 0)
    throw new UsageError(`there is no unit ${options.unit}; portcullis surface --format json lists them`);
  const gaps = findGaps(sides, trusted(sides.base, config));
  for (const { at, message } of gaps) process.stderr.write(`${at.path}:${at.line}: not rendered: ${plain(message)}\n`);
  const documents = units.flatMap(({ unit, manifests }) => manifests(sides.head).map((one) => ({ one, id: unit.id })));
  const texts = yamlTexts(documents.map(({ one }) => toValue(one.root)));
  return {
    output: documents.map(({ one, id }, index) => `${heading(one, id)}${texts[index]}`).join(''),
    exitCode: gaps.some(({ blocks }) => blocks) ? 3 : 0,
  };
}

const heading = ({ at }: Manifest, unit: string): string => `---\n# unit: ${unit}\n# from: ${at.path}:${at.line}\n`;
