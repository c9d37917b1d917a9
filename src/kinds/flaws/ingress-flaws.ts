import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { type Message, say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type Flaw, type ResourceId } from '../../model/resource.ts';
import { type Field, flaw, isFilledInLater } from './flaw.ts';
import { numberFlaws, numberOrNameFlaws, written } from './port-flaws.ts';

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
    ...(rules.length === 0 && fallback.length === 0 && field(spec, 'rules') === undefined ? [noRules(root, id)] : []),
    ...fallback.flatMap(backendFlaws),
    ...rules.flatMap((rule) => ruleFlaws(rule, isLegacy)),
    ...items(field(spec, 'tls')).flatMap((entry, index) =>
      items(field(entry, 'hosts')).flatMap((node, host) =>
        hostFlaws({ id, path: `spec.tls[${index}].hosts[${host}]`, node }),
      ),
    ),
  ];
}

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
    ...part(rule, 'host').flatMap(hostFlaws),
    ...paths.flatMap((node, index) =>
      pathFlaws({ id: rule.id, path: `${rule.path}.http.paths[${index}]`, node }, isLegacy),
    ),
  ];
}

// What is not ASCII is left to suspicious-name, which says what it looks like.
const ascii = /^[\x21-\x7e]*$/;
const dnsName = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function hostFlaws(at: Field): readonly Flaw[] {
  const host = scalarText(at.node);
  if (host === undefined || host === '' || isPlaceholder(host) || !ascii.test(host)) return [];
  const problem = hostProblem(host);
  return problem === undefined
    ? []
    : [refused(at, say`host ${host} of ${describe(at.id)} ${problem.fact}`, problem.help, problem.fix)];
}

interface Problem {
  readonly fact: Message;
  readonly help: Message;
  readonly fix?: string;
}

function hostProblem(host: string): Problem | undefined {
  const bare = host.replace(/:\d+$/, '');
  if (/^\d+(\.\d+){3}$/.test(bare) || /^\[?[\da-f]*:[\da-f:]*:[\da-f:.]*\]?$/i.test(host))
    return { fact: say`is an address, and a host must be a DNS name`, help: say`write a DNS name, or leave host out` };
  if (bare !== host && dnsName.test(bare))
    return { fact: say`has a port, which a host must not have`, help: say`write ${bare}`, fix: bare };
  if (host === '*') return { fact: say`is no DNS name`, help: say`leave host out to serve every host` };
  if (dnsName.test(host) && host.length <= 253) return undefined;
  const lower = host.toLowerCase();
  return dnsName.test(lower) && lower !== host
    ? { fact: say`has upper-case letters`, help: say`write ${lower}`, fix: lower }
    : { fact: say`is no DNS name`, help: say`write a DNS name, or *. and one` };
}

function pathFlaws(at: Field, isLegacy: boolean): readonly Flaw[] {
  const [type, path] = [field(at.node, 'pathType'), field(at.node, 'path')];
  const typed = type === undefined ? undefined : scalarText(type);
  return [
    ...(type === undefined && !isLegacy ? [pathTypeMissing(at)] : []),
    ...(type !== undefined && typed !== undefined && !isFilledInLater(type) && !pathTypes.includes(typed)
      ? [wrongPathType(at, type, typed)]
      : []),
    ...pathTextFlaws(at, scalarText(path) ?? '', typed ?? 'ImplementationSpecific', path),
    ...part(at, 'backend').flatMap(backendFlaws),
  ];
}

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const pathTypeMissing = (at: Field): Flaw =>
  refused(
    at,
    say`${`${at.path}.pathType`} of ${describe(at.id)} is missing`,
    say`write pathType: Prefix, Exact or ImplementationSpecific`,
  );

const wrongPathType = (at: Field, node: Node, written: string): Flaw =>
  refused(
    { ...at, path: `${at.path}.pathType`, node },
    say`pathType ${written} of ${describe(at.id)} is none`,
    say`write Prefix, Exact or ImplementationSpecific`,
  );

const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

function pathTextFlaws(at: Field, path: string, type: string, node: Node | undefined): readonly Flaw[] {
  if (isPlaceholder(path) || isPlaceholder(type)) return [];
  const isFree = type === 'ImplementationSpecific';
  const place = { ...at, path: `${at.path}.path`, node: node ?? at.node };
  if (path === '' ? !isFree : !path.startsWith('/'))
    return [
      refused(
        place,
        say`path ${path === '' ? '(none)' : path} of ${describe(at.id)} does not begin with a slash`,
        say`write /${path}`,
        `/${path}`,
      ),
    ];
  const bad = isFree
    ? undefined
    : (badSequences.find((text) => path.includes(text)) ?? badEnds.find((text) => path.endsWith(text)));
  if (bad === undefined) return [];
  return [
    refused(
      place,
      say`path ${path} of ${describe(at.id)} holds ${bad}, which no request has after it was normalised`,
      say`write the path as a request has it`,
    ),
  ];
}

function backendFlaws(backend: Field): readonly Flaw[] {
  const service = part(backend, 'service').flatMap((one) => part(one, 'port'));
  return [
    ...service.flatMap(portFlaws),
    ...numberOrNameFlaws(written(backend, 'servicePort')),
    ...(field(backend.node, 'service') !== undefined && field(backend.node, 'resource') !== undefined
      ? [refused(backend, say`a backend of ${describe(backend.id)} names both a Service and a resource`, say`name one`)]
      : []),
  ];
}

function portFlaws(port: Field): readonly Flaw[] {
  const [number, name] = [field(port.node, 'number'), field(port.node, 'name')];
  if (number !== undefined && name !== undefined)
    return [refused(port, say`a backend of ${describe(port.id)} names its port by number and by name`, say`keep one`)];
  return numberFlaws(written(port, 'number'), 1);
}

const refused = (at: Field, fact: Message, help: Message, fix?: string): Flaw =>
  flaw(at, 'invalid-route-field', {
    message: say`${fact}; the API server refuses it`,
    help,
    ...(fix === undefined ? {} : { fix }),
  });
