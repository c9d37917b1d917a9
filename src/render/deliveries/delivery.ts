import type { MapEntry, MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import type { Position } from '../../model/source.ts';

/** What a controller is told to deploy from a folder of this repository: an object of Argo CD's or Flux's, as it counts. */
export interface Delivery {
  /** `apps@clusters/production`: the name of the object, and the folder that its file lies in. */
  readonly id: string;
  /** The object that orders it: `Kustomization apps`. */
  readonly by: string;
  readonly at: Position;
  /** Where the order names the folder. */
  readonly pathAt: Position;
  /** From the tree's top, `.` for the top itself. */
  readonly folder: string;
  /** Does it stand for all that lies in the folder? Not where a kustomization in it says what is taken. */
  readonly isWhole: boolean;
  /** What becomes of the files in the folder. */
  readonly how: Kustomized | Directory;
  /** The namespace that all of it goes to, as far as the order says. */
  readonly target: string | undefined;
  /** Where objects go that name no namespace. */
  readonly namespace: ScalarNode | undefined;
  /** What `${NAME}` stands for; undefined where such texts are left alone. */
  readonly variables: Variables | undefined;
  /** `labels` and `annotations` that every object gets in the end. */
  readonly metadata: readonly MapEntry[];
}

export interface Variables {
  readonly set: ReadonlyMap<string, Node>;
  /** Are there others, which only the cluster knows? */
  readonly hasOthers: boolean;
}

export interface Kustomized {
  readonly how: 'kustomize';
  /** Fields that are laid over those of the folder's kustomization: lists are added, everything else is replaced. */
  readonly fields: MapNode;
  /** Are components that are not there left out? */
  readonly ignoresMissing: boolean;
  /** Does it read files from all of the repository, and not just from the folder on? */
  readonly isUnrestricted: boolean;
  /** Does a folder without a kustomization get one that lists all that it holds? */
  readonly generates: boolean;
}

/** Each file as it stands. */
export interface Directory {
  readonly how: 'directory';
  readonly recurse: boolean;
  /** Globs of file names, from the folder on; empty is every file, or none. */
  readonly include: string;
  readonly exclude: string;
}

/** Where an order takes from what it deploys. */
export interface Taken {
  /** As a delivery of the same name would have it. */
  readonly id: string;
  /** The object that asks for it: `HelmRelease web`. */
  readonly by: string;
  readonly at: Position;
  /** The address of the repository or chart; empty where it is not known. */
  readonly source: string;
  /** Where the address is written. */
  readonly sourceAt: Position;
}

/** An order to deploy something that does not lie in this repository, or that nobody can read off. */
export interface Elsewhere extends Taken {
  /** Is it a chart? Then its values tell something. */
  readonly isChart: boolean;
  /** The namespace that it goes to; undefined where that is not known. */
  readonly namespace: string | undefined;
}
