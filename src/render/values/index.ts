import type { MapNode } from '../../manifest/node.ts';
import { positionOf } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import { filled } from './filled.ts';
import { hostWorkloads } from './host.ts';
import { ingress } from './ingress.ts';
import { type Chart, type ChartRelease, namesOf } from './names.ts';
import { openedBy } from './openings.ts';
import { route } from './routes.ts';
import { type Section, sectionsOf } from './sections.ts';
import { services } from './service.ts';
import { writtenOut } from './written.ts';

/** What a chart that nobody can see makes of values. */
export interface Probable {
  /** By the conventions that most charts share. */
  readonly objects: readonly MapNode[];
  /** Written out among the values, and passed on. */
  readonly written: readonly MapNode[];
  readonly problems: readonly Problem[];
}

/** No chart makes as many ways in. */
const maxObjects = 200;

/**
 * The objects that a chart probably makes of its values, as far as they let somebody in, each value at its place: only of
 * what the values say, and of a few charts that are known to open something by themselves.
 */
export function probableObjects(release: ChartRelease, values: MapNode): Probable {
  const found = sectionsOf(values);
  const chart: Chart = { release, values, names: namesOf(release, values) };
  const { objects, taken } = openedBy(chart);
  const made = [
    ...objects,
    ...bySection(
      found.sections.filter(({ map }) => !taken.includes(map)),
      chart,
    ),
    ...hostWorkloads(found.sections, chart),
  ];
  const { objects: written, problems } = writtenOut(found, chart);
  return {
    objects: made.slice(0, maxObjects).map((one) => filled(one, release)),
    written: written.slice(0, maxObjects).map((one) => filled(one, release)),
    problems: [...found.problems, ...problems, ...tooMany(made.length + written.length, values)],
  };
}

/** Section by section, until there are more than are read. */
function bySection(sections: readonly Section[], chart: Chart): readonly MapNode[] {
  const made: MapNode[] = [];
  for (const section of sections) {
    made.push(...services(section, chart), ...ingress(section, chart), ...route(section, chart));
    if (made.length > maxObjects) break;
  }
  return made;
}

const tooMany = (count: number, values: MapNode): readonly Problem[] =>
  count <= maxObjects
    ? []
    : [
        {
          at: positionOf(values),
          reason: 'limit',
          message: say`a chart would make more than ${maxObjects} objects of these values; the others are not read`,
        },
      ];
