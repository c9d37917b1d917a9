import type { MapNode } from '../manifest/node.ts';
import type { Message } from '../model/message.ts';
import type { ResourceId, Role } from '../model/resource.ts';
import type { Position } from '../model/source.ts';

/** How one kind, or a family that shares its shape, becomes roles. */
export interface KindReader {
  readonly group: string;
  readonly kinds: readonly string[];
  /** The published versions whose shape `read` knows. */
  readonly apiVersions: readonly string[];
  /** What of it is read, in a few words, for docs/kinds.md. */
  readonly summary: string;
  /** Fields that could matter for exposure and are not read, as dotted paths: a manifest that uses one gets a notice. */
  readonly notRead: readonly string[];
  /** Texts of which each such object holds one, where its kind alone is written too often to look closer. */
  readonly words?: readonly string[];
  /** Does the object live outside namespaces? */
  readonly clusterScoped?: true;
  read(root: MapNode, id: ResourceId, unclear: Unclear): readonly Role[];
}

/**
 * Tells that a value could not be understood; the object is read without it. `not-read` (unless told) is a notice;
 * `template` is a placeholder that may open something, and `limit` is more of something than is read: both weigh like a
 * file that cannot be read. Where it is too much to read anything of the object, a reader throws LimitExceeded.
 */
export type Unclear = (at: Position, message: Message, reason?: 'not-read' | 'template' | 'limit') => void;
