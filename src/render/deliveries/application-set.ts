import type { Manifest } from '../../manifest/documents.ts';
import { entries, field, items, type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import { notFollowed } from './claim.ts';
import { type Generation, maxRows, rowsOfAll, type Walk } from './generators.ts';
import { filled } from './row.ts';

/** The Applications that an ApplicationSet makes, with their places in its template. */
export interface Applications {
  readonly applications: readonly Pick<Manifest, 'root'>[];
  readonly problems: readonly Problem[];
  /** The files that its generators read. */
  readonly files: ReadonlySet<string>;
}

/**
 * Lists and the folders and files of this repository are walked; what asks a cluster or another service gives one
 * Application with its parameters unknown.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
export function applicationsOf({ root }: Pick<Manifest, 'root'>, generation: Generation): Applications {
  const template = field(root, 'spec', 'template');
  if (template?.kind !== 'map') return { applications: [], problems: [], files: new Set() };
  const generators = items(field(root, 'spec', 'generators'));
  const walk: Walk = { ...generation, problems: [], files: new Set() };
  const rows = rowsOfAll(generators, walk);
  return {
    files: walk.files,
    applications: rows.slice(0, maxRows).map((row) => ({ root: filled(template, row) as MapNode })),
    problems: [
      ...walk.problems,
      ...(rows.length > maxRows ? [tooMany(root)] : []),
      ...[field(root, 'spec', 'templatePatch'), ...generators.flatMap(ownTemplates)].flatMap((node) =>
        node === undefined ? [] : notFollowed(node),
      ),
    ],
  };
}

const tooMany = (root: Node): Problem => ({
  at: positionOf(field(root, 'metadata', 'name') ?? root),
  reason: 'limit',
  message: say`it makes more than the ${maxRows} Applications that are read`,
});

/** A generator may change the template for what it makes. */
const ownTemplates = (generator: Node): readonly Node[] =>
  entries(generator).flatMap(({ value }) => field(value, 'template') ?? []);
