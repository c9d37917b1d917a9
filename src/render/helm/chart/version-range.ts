import { checks, parseConstraint } from '../functions/semver-constraint.ts';
import { parseVersion } from '../functions/semver-version.ts';
import { TemplateError } from '../template/value.ts';

/** Whether a version lies in a range; a range or a version that Helm's semver library does not take holds nothing. */
export function isInRange(range: string, version: string): boolean {
  try {
    return checks(parseConstraint(range), parseVersion(version));
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}
