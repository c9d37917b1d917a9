import { field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { everywhere, oddityOf, without } from '../../model/cidr.ts';
import type { RuleControls } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import { unlisted } from '../../model/unlisted.ts';
import { placedText } from '../fields.ts';

const isTrue = (node: Node | undefined): boolean => scalarText(node) === 'true';

const login = 'external authentication';
const token = 'a token of ';

/** What a virtual host asks for on every route below it, as far as that one says nothing else. */
export const hostControls = (host: Node, hasTcp: boolean): RuleControls => ({
  sources: clientsOf(host),
  auth: [
    ...(isTrue(field(host, 'authorization', 'authPolicy', 'disabled')) ? [] : externalLogin(host)),
    ...clientCertificates(host),
    ...defaultToken(host),
  ],
  transport: httpTransport(host, hasTcp),
});

/** What a route says itself. @param host of a root alone: there a route can ask again for what the host has turned off */
export function routeControls(route: Node, host: Node | undefined): RuleControls {
  const asked = field(route, 'authPolicy', 'disabled');
  const verification = field(route, 'jwtVerificationPolicy');
  const required = placedText(verification, 'require');
  const insecure = field(route, 'permitInsecure');
  return {
    sources: clientsOf(route),
    auth: [
      ...(asked !== undefined && !isTrue(asked) && host !== undefined ? externalLogin(host) : []),
      ...(required === undefined ? [] : [{ value: `${token}${required.value}`, at: required.at }]),
    ],
    transport:
      insecure !== undefined && isTrue(insecure) ? { value: 'tls+plaintext', at: positionOf(insecure) } : undefined,
    spares: [
      ...(isTrue(asked) ? [login] : []),
      ...(required !== undefined || isTrue(field(verification, 'disabled')) ? [token] : []),
    ],
  };
}

/** As a client of TCP meets it: nothing but the encryption is looked at. */
export function connectionControls(host: Node): RuleControls {
  const tls = field(host, 'tls');
  const passthrough = field(tls, 'passthrough');
  return {
    sources: [],
    auth: clientCertificates(host),
    transport:
      passthrough !== undefined && isTrue(passthrough)
        ? { value: 'passthrough', at: positionOf(passthrough) }
        : { value: tls === undefined ? 'unknown' : 'tls-only', at: positionOf(tls ?? host) },
  };
}

/**
 * With a certificate plain HTTP is redirected, where a route does not permit it. A host whose connections go elsewhere
 * as they come serves its routes over plain HTTP alone.
 */
function httpTransport(host: Node, hasTcp: boolean): RuleControls['transport'] {
  const tls = field(host, 'tls');
  if (tls === undefined || hasTcp) return { value: 'plaintext', at: positionOf(field(host, 'fqdn') ?? host) };
  return { value: 'tls+redirect', at: positionOf(field(tls, 'secretName') ?? tls) };
}

const externalLogin = (host: Node): readonly Placed<string>[] => {
  const name = placedText(host, 'authorization', 'extensionRef', 'name');
  return name === undefined ? [] : [{ value: login, at: name.at }];
};

/** Unless it is optional, or nobody looks at it. */
function clientCertificates(host: Node): readonly Placed<string>[] {
  const validation = field(host, 'tls', 'clientValidation');
  const isLax = ['skipClientCertValidation', 'optionalClientCertificate'].some((key) => isTrue(field(validation, key)));
  return validation === undefined || isLax ? [] : [{ value: 'client certificates', at: positionOf(validation) }];
}

const defaultToken = (host: Node): readonly Placed<string>[] =>
  items(field(host, 'jwtProviders'))
    .filter((provider) => isTrue(field(provider, 'default')))
    .flatMap((provider) => {
      const name = placedText(provider, 'name');
      return name === undefined ? [] : [{ value: `${token}${name.value}`, at: name.at }];
    });

/** One list or the other: Contour takes no object that has both. */
function clientsOf(node: Node): readonly Placed<string>[] {
  const [allowed, denied] = ['ipAllowPolicy', 'ipDenyPolicy'].map((key) =>
    items(field(node, key)).flatMap((one) => placedText(one, 'cidr') ?? []),
  ) as [Placed<string>[], Placed<string>[]];
  const [first] = denied;
  if (allowed.length > 0 || first === undefined) return allowed;
  const ranges = denied.map(({ value }) => value).filter((text) => oddityOf(text) !== 'no-cidr');
  const left = without(everywhere, ranges);
  return left.length === 0 ? [unlisted('nobody', first)] : left.map((value) => ({ value, at: first.at }));
}
