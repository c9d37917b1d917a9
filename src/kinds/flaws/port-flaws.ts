import { field, type Node, type Scalar, scalarText } from '../../manifest/node.ts';
import { type Message, say } from '../../model/message.ts';
import { protocols } from '../../model/port.ts';
import type { Flaw } from '../../model/resource.ts';
import { type Field, flaw, isFilledInLater } from './flaw.ts';
import { isMissing, refuses, writtenAt } from './words.ts';

/** The field `name` of a part, where it is written and has a value of its own. */
export function written({ id, path, node }: Field, name: string): Field | undefined {
  const value = field(node, name);
  return value === undefined || isFilledInLater(value) ? undefined : { id, path: `${path}.${name}`, node: value };
}

/**
 * A port number, which JSON must hold as a number: the API server cannot decode `"80"` into an int32.
 *
 * @param first the least number that is allowed; 0 where that means «not set»
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/core/validation/validation.go (validatePortNum…)
 */
export function numberFlaws(at: Field | undefined, first: 0 | 1): readonly Flaw[] {
  if (at === undefined) return [];
  const value = scalarOf(at.node);
  if (typeof value === 'string') return aWord.test(value) ? [] : [notANumber(at, value)];
  if (typeof value !== 'bigint' && !Number.isInteger(value)) return [wrong(at, mustBeInteger, numberHelp)];
  if (typeof value === 'number' && value >= first && value <= 65_535) return [];
  return [wrong(at, say`but must be between 1 and 65535`, say`write a number in that range`)];
}

/** `WEB_PORT`, which a script replaces before anything is applied. */
const aWord = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const mustBeInteger = say`but must be an integer`;
const numberHelp = say`write the number of the port`;

const notANumber = (at: Field, value: string): Flaw =>
  isPort(value)
    ? wrong(at, mustBeInteger, say`write ${value} without quotes`, value)
    : wrong(at, mustBeInteger, numberHelp);

const isPort = (text: string): boolean => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;

/** A number or a name. A number in quotes is a name, and a name needs a letter. */
export function numberOrNameFlaws(at: Field | undefined): readonly Flaw[] {
  if (at === undefined) return [];
  const value = scalarOf(at.node);
  if (typeof value !== 'string') return numberFlaws(at, 0);
  if (value === '' || isPortName(value)) return [];
  const must = nameProblem(value);
  return [isPort(value) ? wrong(at, must, say`write ${value} without quotes`, value) : wrong(at, must, nameHelp)];
}

/** The name of a container port, or of the port that an Ingress names. */
export function portNameFlaws(at: Field | undefined): readonly Flaw[] {
  const name = at && scalarText(at.node);
  if (at === undefined || name === undefined || name === '' || isPortName(name)) return [];
  return [wrong(at, nameProblem(name), nameHelp)];
}

export function protocolFlaws(at: Field | undefined): readonly Flaw[] {
  const value = at && scalarText(at.node);
  if (at === undefined || value === undefined || value === '' || protocols.some((one) => one === value)) return [];
  const upper = protocols.find((one) => one === value.toUpperCase());
  const help = upper === undefined ? say`write TCP, UDP or SCTP` : say`write ${upper}`;
  return [wrong(at, say`but must be TCP, UDP or SCTP`, help, upper)];
}

/** A field that an object needs and does not have, told at the part that lacks it. */
export const missing = (part: Field, name: string, why: Message, help: Message): Flaw =>
  flaw(part, 'invalid-port-field', {
    message: say`${isMissing(part, name)}${why}; ${refuses(part.id)}`,
    help,
  });

/** @param must what the value is not: `but must be an integer` */
export const wrong = (at: Field, must: Message, help: Message, fix?: string): Flaw =>
  flaw(at, 'invalid-port-field', {
    message: say`${writtenAt(at)}, ${must}; ${refuses(at.id)}`,
    help,
    ...(fix === undefined ? {} : { fix }),
  });

/**
 * At most 15 of `a-z`, `0-9` and `-`, with a letter, no hyphen at an end and no two in a row.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/util/validation/validation.go (IsValidPortName)
 */
export const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);

/**
 * The name of a Service port: a DNS label, which may be longer than a container port's name and needs no letter.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/util/validation/validation.go (IsDNS1123Label)
 */
export function labelFlaws(at: Field | undefined): readonly Flaw[] {
  const name = at && scalarText(at.node);
  if (at === undefined || name === undefined || name === '' || isLabel(name)) return [];
  const lower = name.toLowerCase();
  return [
    isLabel(lower)
      ? wrong(at, say`but must be in lower case`, say`write ${lower}`, lower)
      : wrong(at, say`but must be a DNS label`, labelHelp),
  ];
}

const isLabel = (name: string): boolean => name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
const labelHelp = say`use at most 63 lower-case letters, digits and hyphens, with no hyphen at an end`;

const nameHelp = say`use at most 15 lower-case letters, digits and single hyphens, with a letter among them`;

function nameProblem(name: string): Message {
  if (/^\d+$/.test(name)) return say`but a port name must contain a letter`;
  return name.length > 15 ? say`but a port name has at most 15 characters` : say`but must be a port name`;
}

const scalarOf = (node: Node): Scalar | undefined => (node.kind === 'scalar' ? node.value : undefined);
