import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { type Message, say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type Flaw, type ResourceId } from '../../model/resource.ts';
import { type Field, flaw, isFilledInLater } from './flaw.ts';
import { numberFlaws, numberOrNameFlaws, portNameFlaws, written } from './port-flaws.ts';
import { fieldOf, isMissing, refuses, writtenAt } from './words.ts';

/**
 * What the API server refuses of an Ingress.
 *
 * @param isLegacy true for the v1beta1 forms, in which a path needs no type
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/networking/validation/validation.go
 */
export function ingressFlaws(root: MapNode, id: ResourceId, isLegacy: boolean): readonly Flaw[] {
  const spec = field(root, 'spec');
  const rules = items(field(spec, 'rules')).map((node, index) => ({ id, path: `spec.rules[${index}]`, node }));
  const fallback = ['defaultBackend', 'backend'].flatMap((name) =>
    part({ id, path: 'spec', node: spec ?? root }, name),
  );
  return [
    ...(fallback.length === 0 && isEmptyList(field(spec, 'rules')) ? [noRules(root, id)] : []),
    ...fallback.flatMap((backend) => backendFlaws(backend, isLegacy)),
    ...rules.flatMap((rule) => ruleFlaws(rule, isLegacy)),
    ...items(field(spec, 'tls')).flatMap((entry, index) =>
      items(field(entry, 'hosts')).flatMap((node, host) =>
        hostFlaws({ id, path: `spec.tls[${index}].hosts[${host}]`, node }, 'an address is allowed'),
      ),
    ),
  ];
}

const isEmptyList = (node: Node | undefined): boolean =>
  node === undefined || (node.kind === 'sequence' && node.items.length === 0);

const noRules = (root: MapNode, id: ResourceId): Flaw => ({
  ...refused(
    { id, path: 'spec', node: root },
    say`${describe(id)} has neither rules nor a defaultBackend`,
    say`write one of them`,
  ),
  at: positionOf(field(root, 'metadata', 'name') ?? root),
});

const part = ({ id, path, node }: Field, name: string): readonly Field[] => {
  const value = field(node, name);
  return value === undefined ? [] : [{ id, path: `${path}.${name}`, node: value }];
};

function ruleFlaws(rule: Field, isLegacy: boolean): readonly Flaw[] {
  const paths = items(field(rule.node, 'http', 'paths'));
  return [
    ...part(rule, 'host').flatMap((host) => hostFlaws(host)),
    ...paths.flatMap((node, index) =>
      pathFlaws({ id: rule.id, path: `${rule.path}.http.paths[${index}]`, node }, isLegacy),
    ),
  ];
}

// What is not ASCII is left to suspicious-name, which says what it looks like.
const ascii = /^[\x21-\x7e]*$/;
const dnsName = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @param address for a host of `tls`, which the API server takes even where it is an IPv4 address */
export function hostFlaws(at: Field, address?: 'an address is allowed'): readonly Flaw[] {
  const host = scalarText(at.node);
  if (host === undefined || host === '' || isFilledInLater(at.node) || !ascii.test(host)) return [];
  const problem = address !== undefined && dnsName.test(host) ? undefined : hostProblem(host);
  return problem === undefined
    ? []
    : [refused(at, say`${writtenAt(at)}, but must ${problem.must}`, problem.help, problem.fix)];
}

interface Problem {
  readonly must: Message;
  readonly help: Message;
  readonly fix?: string;
}

function hostProblem(host: string): Problem | undefined {
  const bare = host.replace(/:\d+$/, '');
  if (isIPv4(bare) || /^\[?[\da-f]*:[\da-f:]*:[\da-f:.]*\]?$/i.test(host))
    return { must: say`be a DNS name, not an address`, help: say`write a DNS name, or leave host out` };
  if (bare !== host && dnsName.test(bare)) return { must: say`not have a port`, help: say`write ${bare}`, fix: bare };
  if (host === '*') return { must: say`be a DNS name`, help: say`leave host out to serve every host` };
  if (dnsName.test(host) && host.length <= 253) return undefined;
  const lower = host.toLowerCase();
  return dnsName.test(lower) && lower !== host
    ? { must: say`be in lower case`, help: say`write ${lower}`, fix: lower }
    : { must: say`be a DNS name`, help: say`write a DNS name, with or without *. before it` };
}

/** With leading zeros, as the API server's own parser takes them; 999.0.0.1 is a DNS name. */
const isIPv4 = (text: string): boolean =>
  /^\d+(\.\d+){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

function pathFlaws(at: Field, isLegacy: boolean): readonly Flaw[] {
  if (at.node.kind !== 'map') return [];
  const [type, path] = [field(at.node, 'pathType'), field(at.node, 'path')];
  const typed = type === undefined ? undefined : scalarText(type);
  return [
    ...(type === undefined && !isLegacy ? [pathTypeMissing(at)] : []),
    ...(type !== undefined && typed !== undefined && !isFilledInLater(type) && !pathTypes.includes(typed)
      ? [wrongPathType(at, type, typed)]
      : []),
    ...pathTextFlaws(at, scalarText(path) ?? '', typed ?? 'ImplementationSpecific', path),
    ...(field(at.node, 'backend') === undefined && !isLegacy ? [noBackend(at)] : []),
    ...part(at, 'backend').flatMap((backend) => backendFlaws(backend, isLegacy)),
  ];
}

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const pathTypeMissing = (at: Field): Flaw =>
  refused(at, isMissing(at, 'pathType'), say`write pathType: Prefix, Exact or ImplementationSpecific`);

function wrongPathType(path: Field, node: Node, typed: string): Flaw {
  const meant = pathTypes.find((one) => one.toLowerCase() === typed.toLowerCase());
  const at = { ...path, path: `${path.path}.pathType`, node };
  return refused(
    at,
    say`${writtenAt(at)}, but must be Exact, Prefix or ImplementationSpecific`,
    meant === undefined ? say`write Prefix, Exact or ImplementationSpecific` : say`write ${meant}`,
    meant,
  );
}

const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

function pathTextFlaws(at: Field, path: string, type: string, node: Node | undefined): readonly Flaw[] {
  if ((node !== undefined && isFilledInLater(node)) || isPlaceholder(path) || isPlaceholder(type)) return [];
  const isFree = type === 'ImplementationSpecific';
  const place = { ...at, path: `${at.path}.path`, node: node ?? at.node };
  if (path === '' ? !isFree : !path.startsWith('/'))
    return [
      refused(
        place,
        node === undefined ? isMissing(at, 'path') : say`${writtenAt(place)}, but must begin with a slash`,
        node === undefined ? say`write path: /` : say`write /${path}`,
        node === undefined ? undefined : `/${path}`,
      ),
    ];
  const bad = isFree
    ? undefined
    : (badSequences.find((text) => path.includes(text)) ?? badEnds.find((text) => path.endsWith(text)));
  if (bad === undefined) return [];
  return [
    refused(
      place,
      say`${writtenAt(place)}, but must not contain ${bad} with pathType ${type}`,
      say`write the path in its normalized form`,
    ),
  ];
}

const noBackend = (at: Field): Flaw =>
  refused(at, isMissing(at, 'backend'), say`write backend: service: with a name and a port`);

function backendFlaws(backend: Field, isLegacy: boolean): readonly Flaw[] {
  if (backend.node.kind !== 'map') return [];
  if (isLegacy) return numberOrNameFlaws(written(backend, 'servicePort'));
  const [service, resource] = [part(backend, 'service'), part(backend, 'resource')];
  if (service.length > 0 && resource.length > 0)
    return [refused(backend, say`${fieldOf(backend)} has both service and resource, but may have one`, say`keep one`)];
  if (service.length === 0 && resource.length === 0) return [noTarget(backend)];
  return service.flatMap(portFlaws);
}

function noTarget(backend: Field): Flaw {
  const legacy = field(backend.node, 'serviceName');
  const write = say`write service: with a name, and port: with a number or a name`;
  return legacy === undefined
    ? refused(backend, say`${fieldOf(backend)} has neither service nor resource, but must have one`, write)
    : legacyTarget({ ...backend, path: `${backend.path}.serviceName`, node: legacy }, write);
}

const legacyTarget = (at: Field, write: Message): Flaw =>
  refused(at, say`${fieldOf(at)} is a field of v1beta1, but must be service in v1`, write);

function portFlaws(service: Field): readonly Flaw[] {
  const [port] = part(service, 'port');
  if (service.node.kind !== 'map' || (port !== undefined && isFilledInLater(port.node))) return [];
  if (port?.node.kind === 'scalar') return [barePort(port, scalarText(port.node) ?? '')];
  const [number, name] = [setField(port?.node, 'number'), setField(port?.node, 'name')];
  const write = say`write port: with a number or a name`;
  if (port === undefined) return [refused(service, isMissing(service, 'port'), write)];
  if (number === undefined && name === undefined)
    return [refused(port, say`${fieldOf(port)} has neither number nor name, but must have one`, write)];
  if (number !== undefined && name !== undefined)
    return [refused(port, say`${fieldOf(port)} has both number and name, but may have one`, say`keep one`)];
  return [...numberFlaws(written(port, 'number'), 0), ...portNameFlaws(written(port, 'name'))];
}

/** Where 0 and the empty text are «not set». */
function setField(node: Node | undefined, name: string): Node | undefined {
  const value = field(node, name);
  return value?.kind === 'scalar' && (value.value === 0 || value.value === '') ? undefined : value;
}

function barePort(port: Field, value: string): Flaw {
  const map = /^\d+$/.test(value) ? `{ number: ${value} }` : `{ name: ${value} }`;
  const fact = say`${writtenAt(port)}, but must be an object with a number or a name`;
  return refused(port, fact, say`write port: ${map}`, /^[a-z\d-]+$/.test(value) ? map : undefined);
}

export const refused = (at: Field, fact: Message, help: Message, fix?: string): Flaw =>
  flaw(at, 'invalid-route-field', {
    message: say`${fact}; ${refuses(at.id)}`,
    help,
    ...(fix === undefined ? {} : { fix }),
  });
