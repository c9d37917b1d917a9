import type { Fact } from '../model/fact.ts';
import { isHiddenBreak } from './decode.ts';
import { limits } from './limits.ts';
import { field, text } from './node.ts';
import type { FoundObject } from './objects.ts';
import { positionIn, type Source } from './source.ts';
import type { Note, Path, Tree } from './tree.ts';

/** What the text of a document tells besides its objects; nothing where it has none. */
export function factsOf(tree: Tree, objects: readonly FoundObject[], source: Source): readonly Fact[] {
  if (objects.length === 0) return [];
  return [...tree.notes.map((note) => noted(note, objects, source)), ...hiddenBreaks(tree, objects, source)];
}

function noted(note: Note, objects: readonly FoundObject[], source: Source): Fact {
  return {
    fact: note.fact,
    at: positionIn(source, note.at),
    because: [positionIn(source, note.because)],
    ...subject(note.path, objects),
    differs: note.differs,
  };
}

/** The object that holds the value at `path`, and the rest of the path as people write it. */
function subject(path: Path, objects: readonly FoundObject[]): Pick<Fact, 'object' | 'field'> {
  const holder = objects.find((object) => object.path.every((step, at) => step === path[at]));
  if (holder === undefined) return { object: undefined, field: written(path) };
  const namespace = text(field(holder.root, 'metadata', 'namespace'));
  const name = text(field(holder.root, 'metadata', 'name')) ?? '';
  return { object: { kind: holder.kind, namespace, name }, field: written(path.slice(holder.path.length)) };
}

const written = (path: Path): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');

/** The line breaks that no editor shows as one, where a key or a value begins after them. */
function hiddenBreaks(tree: Tree, objects: readonly FoundObject[], source: Source): readonly Fact[] {
  const facts: Fact[] = [];
  for (const [offset, path] of tree.starts) {
    const at = hiddenBreakBefore(source.text, offset);
    if (at < 0 || facts.length >= limits.facts) continue;
    facts.push({
      fact: 'hidden-line-break',
      at: positionIn(source, at),
      because: [],
      ...subject(path, objects),
      differs: true,
    });
  }
  return facts;
}

/** The hidden break that begins the line of `offset`, with only indentation and dashes between; -1 where there is none. */
function hiddenBreakBefore(text: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && ' \t-?'.includes(text[at] ?? '')) at -= 1;
  return isHiddenBreak(text, at) ? at : -1;
}
