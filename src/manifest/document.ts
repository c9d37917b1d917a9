import { say } from '../model/message.ts';
import { forbiddenCharacter } from './decode.ts';
import { type Events, parseDocument } from './events.ts';
import { type FileReading, keep, problem, refused, template } from './file-reading.ts';
import { checkSeparators } from './limits.ts';
import { documentEnd } from './split.ts';
import { withoutTabs } from './tabs.ts';
import { blockDirective, firstAction, mask, mayBeTemplate } from './template.ts';
import { buildTree } from './tree.ts';
import { Unreadable } from './unreadable.ts';

/** Reads one YAML document; `lines` is its text with every line break as one. */
export function readChunk(state: FileReading, start: number, lines: string): void {
  const forbidden = state.isForbidden ? forbiddenCharacter(state.text.slice(start, start + lines.length)) : -1;
  if (forbidden >= 0) {
    refuseCharacter(state, start + forbidden);
    return;
  }
  try {
    const marked = withoutMarks(lines);
    const end = documentEnd(marked);
    const document = marked.slice(0, end);
    checkSeparators(document, 0);
    readDocument(state, start, document);
    // Three dots are the author's word for the end; dashes that kubectl's cutting passed over begin what nobody applies.
    if (marked.startsWith('---', end))
      problem(
        state,
        'yaml-invalid',
        start + end,
        say`no line feed precedes this separator, kubectl ignores what follows`,
      );
  } catch (error) {
    refused(state, start, error);
  }
}

/**
 * The same text, character for character as long, without the byte order marks that may begin a document: go-yaml gets
 * each as a stream of its own. Anywhere else it takes the mark for a letter. One at the very start our parser drops.
 */
const withoutMarks = (lines: string): string =>
  lines.replace(/^\n?\ufeff+/, (marks) => (marks.length === 1 ? marks : `${' '.repeat(marks.length - 1)}\n`));

function refuseCharacter(state: FileReading, offset: number): void {
  const code = state.text.charCodeAt(offset);
  const name = code.toString(16).toUpperCase().padStart(4, '0');
  // Zero bytes are what UTF-16 without its mark and files that are no text have in them.
  const reason = code === 0 ? 'encoding' : 'yaml-invalid';
  problem(state, reason, offset, say`the control character U+${name} is allowed nowhere in YAML`);
}

/** As it stands where kubectl would read it so, else with its placeholders covered. */
function readDocument(state: FileReading, start: number, document: string): void {
  const isTemplate = mayBeTemplate(document);
  try {
    const events = parseDocument(document, state.effort);
    readEvents(state, { events, start, masked: false, isTemplate });
  } catch (error) {
    if (!(error instanceof Unreadable) || !(isTemplate || document.includes('\t'))) throw error;
    readMasked(state, start, document, error);
  }
}

/** Between tokens a tab is a space to go-yaml, and an error to our parser in some places. */
function readMasked(state: FileReading, start: number, document: string, asItStands: Unreadable): void {
  try {
    const events = parseDocument(withoutTabs(mask(document)), state.effort);
    readEvents(state, { events: { ...events, text: events.like(document) }, start, masked: true, isTemplate: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const at = firstAction(document);
    if (at < 0) throw asItStands;
    template(state, start + at);
  }
}

interface ParsedDocument {
  readonly events: Events;
  readonly start: number;
  readonly masked: boolean;
  readonly isTemplate: boolean;
}

function readEvents(state: FileReading, { events, start, masked, isTemplate }: ParsedDocument): void {
  const directive = isTemplate ? blockDirective(events, masked) : -1;
  if (directive >= 0) {
    template(state, start + events.original(directive));
    return;
  }
  const { source, hidesBreaks, words, effort } = state;
  const placement = { source, offset: start, masked, hidesBreaks, words, effort };
  const tree = buildTree(events, { ...placement, mergeKeys: 'override' });
  const isAmbiguous = tree.notes.some((note) => note.fact === 'ambiguous-yaml' && note.differs);
  keep(state, tree, isAmbiguous ? buildTree(events, { ...placement, mergeKeys: 'fill' }) : undefined);
  if (events.trailing !== undefined)
    problem(
      state,
      'yaml-invalid',
      start + events.trailing,
      say`this text follows the document's only value, kubectl ignores it`,
    );
}
