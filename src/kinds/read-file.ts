import { alone } from '../manifest/alone.ts';
import { type Manifest, type Reading, readManifests } from '../manifest/documents.ts';
import { positionOf } from '../manifest/node.ts';
import type { TextFact } from '../model/fact.ts';
import type { Problem } from '../model/gap.ts';
import { looksLikeHelmfile } from '../model/helmfile.ts';
import { say } from '../model/message.ts';
import type { ObjectRef, Role } from '../model/resource.ts';
import { type ReadObject, readObject, wantedWords } from './index.ts';
import { isOrder, orderWords } from './orders.ts';
import type { Stranger } from './stranger.ts';

/**
 * How closely a file is read: `whole` parses every document, so that what is broken is found; `wanted` passes over
 * documents that cannot hold anything of interest, for files that the pull request does not touch; `orders` is only after
 * what makes a controller deploy something.
 */
export type Closeness = 'whole' | 'wanted' | 'orders';

/** What one file defines. */
export interface FileContent {
  readonly objects: readonly ReadObject[];
  /**
   * The keys of the objects that tell one variant of a folder from another. Namespaces and classes are no such objects:
   * they are repeated everywhere. Neither is what another controller deploys from. A GatewayClass is: who brings it twice
   * means two clusters.
   */
  readonly definitions: readonly string[];
  /** The objects that make a controller deploy something, or that say where it finds that. */
  readonly orders: readonly Manifest[];
  /** Is it perhaps one of helmfile's files? */
  readonly isHelmfile: boolean;
  /** The release of a chart that nobody can see, where all of this is what such a chart probably makes. */
  readonly probable: ObjectRef | undefined;
  /** What it holds of kinds that no reader knows and that look like ways in. */
  readonly strangers: readonly Stranger[];
  readonly facts: readonly TextFact[];
  /** What of it could not be read. */
  readonly problems: readonly Problem[];
  /** Its text carries `apiVersion` and `kind`, in any encoding: what cannot be read of it may be a manifest. */
  readonly looksLikeManifest: boolean;
  readonly documents: number;
  readonly bytes: number;
}

const wantedBy: Readonly<Record<Closeness, RegExp | 'everything'>> = {
  whole: 'everything',
  wanted: wantedWords,
  orders: orderWords,
};

/** @param path the path that positions name: of the file itself, even where a link led here */
export function readFile(path: string, bytes: Uint8Array, closeness: Closeness): FileContent {
  const reading = readManifests({ path, bytes }, { wanted: wantedBy[closeness] });
  const { read, problems } = readDocuments(reading.documents);
  const objects = read.filter(({ roles, problems }) => roles.length > 0 || problems.length > 0);
  return {
    objects,
    definitions: objects.flatMap(({ key, roles }) => (key !== undefined && roles.some(isDistinctive) ? key : [])),
    orders: ordersOf(reading),
    isHelmfile: looksLikeHelmfile(bytes),
    probable: undefined,
    strangers: read.flatMap(({ stranger }) => stranger ?? []),
    facts: reading.facts.map((fact) => (fact.fact === 'ambiguous-yaml' ? judgedBy(fact, objects) : fact)),
    problems: [...reading.problems, ...problems],
    // A pointer tells nothing of what it points at.
    looksLikeManifest: reading.looksLikeManifest || reading.problems.some(({ reason }) => reason === 'lfs'),
    documents: reading.documentCount,
    bytes: bytes.length,
  };
}

/** They are kept as they are written, since a render asks for more than their roles; what stands beside them is not. */
function ordersOf({ documents, documentCount }: Reading): readonly Manifest[] {
  const orders = documents.filter(isOrder);
  return orders.length === documents.length && orders.length === documentCount ? orders : alone(orders, documents);
}

/** What objects stand for that no file holds as they are: another tool has rendered them. */
export function contentOfObjects(
  documents: readonly Manifest[],
  gaps: readonly Problem[],
  probable?: ObjectRef,
): FileContent {
  const { read, problems } = readDocuments(documents);
  const objects = read.filter((one) => one.roles.length > 0 || one.problems.length > 0);
  return {
    objects,
    definitions: [],
    orders: documents.filter(isOrder),
    isHelmfile: false,
    probable,
    strangers: read.flatMap(({ stranger }) => stranger ?? []),
    facts: [],
    problems: [...gaps, ...problems],
    looksLikeManifest: true,
    documents: documents.length,
    bytes: 0,
  };
}

/** A unit with more ways is not followed either; a few signs can stand for very many of them. */
const maxRules = 50_000;

/** The objects in their order, as far as they can be held. */
function readDocuments(documents: readonly Manifest[]): {
  readonly read: readonly ReadObject[];
  readonly problems: readonly Problem[];
} {
  const read: ReadObject[] = [];
  let rules = 0;
  for (const document of documents) {
    if (rules > maxRules)
      return {
        read,
        problems: [
          {
            at: positionOf(document.root),
            reason: 'limit',
            message: say`what stands above has more than ${maxRules} rules; the rest of the file is not read`,
          },
        ],
      };
    const object = readObject(document);
    read.push(object);
    rules += object.roles.reduce((sum, role) => sum + (role.role === 'route' ? role.rules.length : 0), 0);
  }
  return { read, problems: [] };
}

/** Two readings differ where one of them does something else than the other, not where only the text says so. */
const judgedBy = (fact: TextFact, objects: readonly ReadObject[]): TextFact => ({
  ...fact,
  differs: objects.some(
    ({ id, isAmbiguous }) => isAmbiguous && id.kind === fact.object?.kind && id.name === fact.object.name,
  ),
});

export const isDistinctive = ({ role }: Role): boolean =>
  !['namespace', 'ingress-class', 'ingress-class-params', 'flaw', 'permit'].includes(role);

/** What could not be read of a file and of its objects. */
export const problemsIn = (content: FileContent | undefined): readonly Problem[] =>
  content === undefined ? [] : [...content.problems, ...content.objects.flatMap(({ problems }) => problems)];

/** A file of which nothing could be read at all. */
export const unreadable = (problem: Problem): FileContent => ({
  ...withoutContent,
  problems: [problem],
  looksLikeManifest: true,
});

/** A file in which nothing of interest stands. */
export const withoutContent: FileContent = {
  objects: [],
  definitions: [],
  orders: [],
  isHelmfile: false,
  probable: undefined,
  strangers: [],
  facts: [],
  problems: [],
  looksLikeManifest: false,
  documents: 0,
  bytes: 0,
};
