import { field, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import type { HostSettings, ResourceId } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { objectPosition, placedText } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { emissaryGroups, emissaryVersions } from './versions.ts';

/**
 * Whether a host has a certificate, and what becomes of plain HTTP there: a redirect, unless it is said otherwise.
 * @see https://www.getambassador.io/docs/emissary/latest/topics/running/host-crd
 */
const host: Omit<KindReader, 'group'> = {
  kinds: ['Host'],
  apiVersions: emissaryVersions,
  summary: 'host, whether it has a certificate, what becomes of plain HTTP',
  notRead: ['spec.previewUrl', 'spec.mappingSelector'],
  read: (root, id) => [readHost(root, id)],
};

export const emissaryHosts: readonly KindReader[] = emissaryGroups.map((group) => ({ group, ...host }));

function readHost(root: MapNode, id: ResourceId): HostSettings {
  const spec = field(root, 'spec');
  const name = placedText(spec, 'hostname');
  return {
    role: 'host-settings',
    id,
    at: objectPosition(root),
    className: 'emissary',
    host: name === undefined || name.value === '*' || name.value === '' ? undefined : name.value,
    transport: transportOf(spec, name ?? { value: '', at: objectPosition(root) }),
  };
}

const actions: Readonly<Record<string, Transport>> = {
  Redirect: 'tls+redirect',
  Route: 'tls+plaintext',
  Reject: 'tls-only',
};

function transportOf(spec: Node | undefined, { at }: Placed<string>): Placed<Transport> {
  if (!hasCertificate(spec)) return { value: 'plaintext', at };
  const action = placedText(spec, 'requestPolicy', 'insecure', 'action');
  if (action === undefined) return { value: 'tls+redirect', at };
  return { value: actions[action.value] ?? 'unknown', at: action.at };
}

/** Its own, or one that an authority makes for it. */
function hasCertificate(spec: Node | undefined): boolean {
  if (field(spec, 'tlsSecret') !== undefined) return true;
  const provider = field(spec, 'acmeProvider');
  return provider !== undefined && scalarText(field(provider, 'authority')) !== 'none';
}
