import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { GapReason, Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import type { Position } from '../../model/source.ts';
import type { Address, SourceRef } from '../deliveries/claim.ts';
import type { Place } from '../kustomize/edit.ts';
import type { ChartRelease } from './names.ts';

/** A chart that an object has installed, with all that is known of its values. */
export interface Release extends ChartRelease {
  /** The object that a person would edit. */
  readonly by: SourceRef & { readonly namespace: string | undefined };
  readonly at: Position;
  /** Where values stand of which there are none. */
  readonly place: Place;
  readonly source: Address | SourceRef;
  /** The later ones count. */
  readonly values: readonly Node[];
  /** Where more values are that could not be had: Secrets, files of other repositories, ConfigMaps of other units. */
  readonly unseen: readonly SourceRef[];
}

/** Secrets are nobody's to see; other values that are not here may open what the chart leaves closed. */
export const notSeen = ({ kind, name }: SourceRef, by: SourceRef, at: Position): Problem => ({
  at,
  reason: reasons[kind] ?? 'not-read',
  message: say`the values of ${kind} ${name} for ${by.kind} ${by.name} are not seen`,
  isUsual: true,
});

const reasons: Readonly<Record<string, GapReason>> = { file: 'missing-file', text: 'template' };

/** What a release may refer to. */
export interface Lookup {
  /** An object of the same unit. */
  readonly object: (kind: string, namespace: string | undefined, name: string) => MapNode | undefined;
  /** The values in a file of a repository; undefined where it is another one, or the file is not there. */
  readonly file: (url: string, path: string) => readonly Node[] | undefined;
  /** The content of a file of this repository. */
  readonly bytes: (path: string) => Uint8Array | undefined;
}

/** What all of them have in common: the object, and where it is found. */
export function orderedBy(root: MapNode, kind: string): Pick<Release, 'by' | 'at' | 'place'> {
  const name = field(root, 'metadata', 'name');
  return {
    by: { kind, name: scalarText(name) ?? '', namespace: scalarText(field(root, 'metadata', 'namespace')) },
    at: positionOf(name ?? root),
    place: name ?? root,
  };
}

/** The last part of a name, an address or a folder. */
export const chartName = (written: string): string => written.replace(/\/+$/, '').split('/').at(-1) ?? '';

export const scalarsOf = (node: Node | undefined): readonly string[] =>
  items(node).flatMap((item) => scalarText(item) ?? []);
