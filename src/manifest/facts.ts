import type { TextFact } from '../model/fact.ts';
import { field, text } from './node.ts';
import type { FoundObject } from './objects.ts';
import { positionIn, type Source } from './source.ts';
import type { Tree } from './tree.ts';
import type { HiddenBreak, Note, Path } from './tree-state.ts';

/** What the text of a document tells besides its objects; nothing where it has none. */
export function factsOf(tree: Tree, objects: readonly FoundObject[], source: Source): readonly TextFact[] {
  if (objects.length === 0) return [];
  return [
    ...tree.notes.map((note) => noted(note, objects, source)),
    ...tree.hiddenBreaks.map((hidden) => hiddenBreak(hidden, objects, source)),
  ];
}

function noted(note: Note, objects: readonly FoundObject[], source: Source): TextFact {
  return {
    fact: note.fact,
    at: positionIn(source, note.at),
    because: [positionIn(source, note.because)],
    ...subject(note.path, objects),
    differs: note.differs,
  };
}

const hiddenBreak = ({ at, path }: HiddenBreak, objects: readonly FoundObject[], source: Source): TextFact => ({
  fact: 'hidden-line-break',
  at: positionIn(source, at),
  because: [],
  ...subject(path, objects),
  differs: true,
});

/** The object that holds the value at `path`, and the rest of the path as people write it. */
function subject(path: Path, objects: readonly FoundObject[]): Pick<TextFact, 'object' | 'field'> {
  const holder = objects.find((object) => object.path.every((step, at) => step === path[at]));
  if (holder === undefined) return { object: undefined, field: written(path) };
  const namespace = text(field(holder.root, 'metadata', 'namespace'));
  const name = text(field(holder.root, 'metadata', 'name')) ?? '';
  return { object: { kind: holder.kind, namespace, name }, field: written(path.slice(holder.path.length)) };
}

const written = (path: Path): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
