import type { Position } from '../../../model/source.ts';
import type { Node } from './nodes.ts';
import { quote } from './quote.ts';
import type { Source } from './source.ts';
import { TemplateError } from './value.ts';
import { written } from './written.ts';

/** A template that Helm would have stopped at, with the words that it would have said. */
export class ExecutionError extends TemplateError {
  override readonly name = 'ExecutionError';
  /** Where it went wrong, in the innermost template. */
  readonly at: Position;
  /** What Go says, with every template on the way. */
  readonly chain: string;
  /** What a chart says itself by `fail` or `required`. */
  readonly warning: string | undefined;
  /** `file:line:column` of the outermost template. */
  readonly location: string;

  constructor({ at, chain, warning, location }: Pick<ExecutionError, 'at' | 'chain' | 'warning' | 'location'>) {
    // As Helm puts it: a chart's own words stand alone. What is no character is shown as such.
    super((warning === undefined ? chain : `execution error at (${location}): ${warning}`).toWellFormed());
    this.at = at;
    this.chain = chain;
    this.warning = warning;
    this.location = location;
  }
}

/** Where an error happened: the node of a template. */
export interface Scene {
  readonly source: Source;
  /** The template's name, which need not be the file's. */
  readonly template: string;
  readonly node: Node;
}

/** An error of the template itself. */
export function failureAt(scene: Scene, message: string): ExecutionError {
  return new ExecutionError({
    at: scene.source.position(scene.node.start),
    chain: inScene(scene, message),
    warning: undefined,
    location: locationOf(scene),
  });
}

/** An error of the function that was called there. */
export function failedCall(scene: Scene, name: string, cause: TemplateError): ExecutionError {
  const inner = cause instanceof ExecutionError ? cause : undefined;
  const message = `error calling ${name}: ${inner?.chain ?? cause.message}`;
  return new ExecutionError({
    at: inner?.at ?? scene.source.position(scene.node.start),
    chain: inScene(scene, message),
    warning: inner === undefined ? warningOf(name, cause) : inner.warning,
    location: locationOf(scene),
  });
}

// Helm marks the words of these two, and shows nothing else.
const warningOf = (name: string, cause: TemplateError): string | undefined =>
  name === 'fail' || name === 'required' ? cause.message : undefined;

/** The same failure, said to have come from somewhere. */
export function within(cause: ExecutionError, where: string): ExecutionError {
  const { at, chain, warning, location } = cause;
  return new ExecutionError({ at, chain: shortened(`${where}: ${chain}`), warning, location });
}

const inScene = (scene: Scene, message: string): string =>
  shortened(
    `template: ${locationOf(scene)}: executing ${quote(scene.template)} at <${shortened(written(scene.node))}>: ${message}`,
  );

/**
 * Long text without its middle. Go shows all of it; of a stranger's template, once more for each template on the way,
 * that may be very much.
 */
export const shortened = (text: string): string =>
  text.length <= maxShown ? text : `${text.slice(0, maxShown / 2)} … ${text.slice(-maxShown / 2)}`;

const maxShown = 4000;

const locationOf = ({ source, node }: Scene): string => source.location(node.start);
