import type { Node, ScalarNode } from '../../manifest/node.ts';
import type { Position } from '../../model/source.ts';
import type { Directory, Kustomized } from './delivery.ts';

/** What an object asks a controller to deploy, before it is known whether that lies in this repository. */
export interface Claim {
  /** Of the object that asks. */
  readonly kind: string;
  readonly name: string;
  readonly at: Position;
  readonly source: Address | SourceRef;
  /** The name of a chart in a chart repository. */
  readonly chart?: string | undefined;
  /** A folder of the source. */
  readonly path: string;
  readonly pathAt: Position;
  /** The namespace that it goes to, as far as that is said. */
  readonly target: string | undefined;
  readonly kustomize: Kustomized;
  /** What becomes of a folder without a kustomization; undefined where it gets one. */
  readonly directory: Directory | undefined;
  readonly namespace: ScalarNode | undefined;
  readonly variables: ReadonlyMap<string, Node> | undefined;
  /** Fields that change what is deployed, and that are not followed. */
  readonly notRead: readonly Node[];
}

/** Where a source lies. */
export interface Address {
  readonly url: string;
}

/** An object that says where a source lies. */
export interface SourceRef {
  readonly kind: string;
  readonly name: string;
}
