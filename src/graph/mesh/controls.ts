import { describe, type Labels, type MeshNeed, type MeshPolicy, type MutualTls } from '../../model/resource.ts';
import { byText } from '../../model/source.ts';

/** What the mesh asks of who comes to some pods; each part says which policy asks for it. */
export interface MeshControls {
  readonly mtls: { readonly mode: MutualTls; readonly by: string } | undefined;
  /** Who is let in; undefined where no policy says it, which is everybody. */
  readonly allowed: readonly Permission[] | undefined;
  /** The policies that say who is let in, even where none of them lets in anybody. */
  readonly allowedBy: readonly string[];
  readonly denied: readonly Permission[];
  /** Where somebody else is asked. */
  readonly asked: readonly Permission[];
  /** Whose tokens are verified. */
  readonly tokensBy: readonly string[];
}

/** What a request has that a rule of the policy `by` matches. */
export interface Permission {
  readonly by: string;
  readonly needs: readonly MeshNeed[];
}

export const noMeshControls: MeshControls = {
  mtls: undefined,
  allowed: undefined,
  allowedBy: [],
  denied: [],
  asked: [],
  tokensBy: [],
};

/** Some pods, as policies select them; an unknown namespace is one that only labels can tell. */
export interface MeshedPods {
  readonly namespace: string | undefined;
  readonly isNamespaceKnown: boolean;
  readonly labels: Labels;
}

/** What the policies ask for a port of the pods; undefined where none of them selects the pods. */
export function meshControls(
  pods: MeshedPods,
  port: number | undefined,
  policies: readonly MeshPolicy[],
): MeshControls | undefined {
  const own = policies.filter((policy) => selects(policy, pods));
  if (own.length === 0) return undefined;
  const allowing = own.filter((one) => one.asks === 'authorization' && one.action === 'allow');
  return {
    mtls: modeFor(own, port),
    allowed: allowing.length === 0 ? undefined : permissions(own, 'allow'),
    allowedBy: allowing.map(({ id }) => describe(id)),
    denied: permissions(own, 'deny'),
    asked: permissions(own, 'custom'),
    tokensBy: own.filter(({ asks }) => asks === 'tokens').map(({ id }) => describe(id)),
  };
}

/** The namespace of the mesh's own configuration, by the usual installation. */
const rootNamespace = 'istio-system';

const selects = ({ id, selector }: MeshPolicy, { namespace, isNamespaceKnown, labels }: MeshedPods): boolean => {
  const isThere = isNamespaceKnown ? id.namespace === namespace : selector.size > 0;
  if (!isThere && id.namespace !== rootNamespace) return false;
  return selector.entries().every(([key, value]) => labels.get(key) === value);
};

const permissions = (own: readonly MeshPolicy[], action: 'allow' | 'deny' | 'custom'): readonly Permission[] =>
  own.flatMap((policy) =>
    policy.asks === 'authorization' && policy.action === action
      ? policy.rules.map(({ needs }) => ({ by: describe(policy.id), needs }))
      : [],
  );

/**
 * The narrowest policy that says it decides: of the port, of the pods, of their namespace, of the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
function modeFor(own: readonly MeshPolicy[], port: number | undefined): MeshControls['mtls'] {
  const narrowest = own
    .filter((policy) => policy.asks === 'mtls')
    .toSorted((a, b) => width(a) - width(b) || byText(a.id.name, b.id.name));
  for (const { id, selector, mode, ports } of narrowest) {
    const ofPort = port === undefined || selector.size === 0 ? undefined : ports.get(port);
    const written = ofPort ?? mode;
    if (written !== undefined) return { mode: written.value, by: describe(id) };
  }
  return undefined;
}

const width = ({ id, selector }: MeshPolicy): number =>
  selector.size > 0 ? 0 : id.namespace === rootNamespace ? 2 : 1;
