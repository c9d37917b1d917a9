import type { Annotation } from '../report/check-run.ts';

/**
 * Annotations as commands to the runner, one a line, at most ten of each level: GitHub shows no more of a step. What
 * there is no room for is counted.
 *
 * @param prefix where the repository lies in the workspace: empty, or with a slash at the end
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotationCommands(annotations: readonly Annotation[], prefix: string): readonly string[] {
  return (['failure', 'warning', 'notice'] as const).flatMap((level) => {
    const all = annotations.filter((annotation) => annotation.annotation_level === level);
    const [shown, more] = [all.slice(0, maxOfLevel), all.length - maxOfLevel];
    const noun = more === 1 ? names[level] : `${names[level]}s`;
    return [
      ...shown.map((annotation) => annotationCommand(annotation, prefix)),
      ...(more > 0 ? [`${more} more ${noun} in the summary: GitHub shows ten of a step`] : []),
    ];
  });
}

const maxOfLevel = 10;

const names = { failure: 'error', warning: 'warning', notice: 'notice' } as const;

function annotationCommand(annotation: Annotation, prefix: string): string {
  const { path, start_line: line, end_line: endLine, title, message } = annotation;
  return command(
    names[annotation.annotation_level],
    { file: `${prefix}${path}`, line: String(line), endLine: String(endLine), title },
    message,
  );
}

/** `::name key=value,key=value::message`, so that no value ends early or becomes another command. */
export function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name}${written.length === 0 ? '' : ` ${written.join(',')}`}::${data(message)}`;
}

/**
 * Lines that the runner prints and does not obey, whatever they hold.
 * @param token that nobody who has a say in `text` can know
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export const inert = (text: string, token: string): string =>
  `::stop-commands::${token}\n${text.trimEnd()}\n::${token}::`;

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
