import { type MapEntry, type Node, positionOf, type ScalarNode } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal } from '../../model/message.ts';
import type { Position } from '../../model/source.ts';
import type { SetLine } from '../helm/chart/set-values.ts';
import type { ValuesReference } from '../values/references.ts';
import type { Directory, Kustomized, Variables } from './delivery.ts';

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
  /** Where it says so. */
  readonly namespaceAt: ScalarNode | undefined;
  readonly kustomize: Kustomized;
  /** What becomes of a folder without a kustomization; undefined where it gets one. */
  readonly directory: Directory | undefined;
  /** Do objects go to `target` that name no namespace? */
  readonly fillsNamespace: boolean;
  readonly variables: Variables | undefined;
  readonly metadata: readonly MapEntry[];
  /** What a chart is given; undefined where no chart is meant. */
  readonly helm: ChartRequest | undefined;
  /** Fields that change what is deployed, and that are not followed. */
  readonly notRead: readonly Node[];
}

/** How a chart is installed. */
export interface ChartRequest {
  readonly release: string;
  /** Values files, in order. */
  readonly files: readonly ValuesFile[];
  /** Texts of ConfigMaps and Secrets; they go before the files. */
  readonly references: readonly ValuesFrom[];
  /** Values that are written in the order itself; they go before those. */
  readonly values: readonly Node[];
  readonly parameters: readonly SetLine[];
  /** Values that are not followed. */
  readonly unseen: readonly Node[];
}

/** An item of `valuesFrom`. */
export interface ValuesFrom {
  readonly item: Node;
  readonly reference: ValuesReference;
}

export interface ValuesFile {
  readonly path: string;
  /** What the path starts from. */
  readonly from: 'chart' | 'repository';
  readonly at: Position;
}

/** Where a source lies. */
export interface Address {
  readonly url: string;
}

/** An object that says where a source lies. */
export interface SourceRef {
  readonly kind: string;
  readonly name: string;
  /** Undefined where that is not said. */
  readonly namespace?: string | undefined;
}

export const notFollowed = (node: Node): Problem => ({
  at: positionOf(node),
  reason: 'not-rendered',
  message: literal('this changes what is deployed, and is not followed'),
});
