import type { ConnectedService } from '../graph/graph.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, idKey, type Labels, type Service, type Workload } from '../model/resource.ts';
import { byText } from '../model/source.ts';
import { isCompleteIn, type Unit } from '../model/unit.ts';
import { objectOf, serviceAbout, within } from './links.ts';
import { isMadeElsewhere } from './made-elsewhere.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * Mostly no defect: of 196 Services of ten public repositories 14 selected nothing that the repository holds, and none
 * of the 14 was wrong (pods made by operators, control-plane pods, charts installed elsewhere). So it is a notice, and
 * an error only where the selector matched at base.
 */
export const serviceSelectorMatchesNothing: StateRule = {
  id: 'service-selector-matches-nothing',
  severity: 'notice',
  summary: 'a selector that matches no pod of the unit',
  looksAt: 'state',
  find: ({ graph, unit }) => {
    const dead = graph.services.filter(matchesNothing);
    const searched = dead.length * graph.workloads.length > maxCompared ? [] : graph.workloads;
    return dead.map((one) => observe(one, unit, nearest(one.service, searched)));
  },
};

function matchesNothing({ service, selected, endpoints }: ConnectedService): boolean {
  if (selected === undefined || selected.workloads.length > 0 || endpoints.length > 0) return false;
  return !(service.selector !== undefined && isMadeElsewhere(service.selector.value));
}

/** Where there are more pairs of them nobody looks: each dead Service is compared with each workload. */
const maxCompared = 100_000;

/** The workload of the Service's namespace whose labels come nearest to what it selects, if any are alike. */
function nearest({ selector, id }: Service, workloads: readonly Workload[]): Workload | undefined {
  const wanted = [...(selector?.value ?? [])];
  const likeness = ({ labels }: Workload): number =>
    wanted.reduce((sum, [key, value]) => sum + alike(value, labels.get(key)), 0);
  const near = workloads.filter((one) => one.id.namespace === id.namespace && likeness(one) > 0);
  return near.toSorted((a, b) => likeness(b) - likeness(a) || byText(idKey(a.id), idKey(b.id)))[0];
}

/** `web` is more like `web-v2` than like `api`. */
function alike(wanted: string, label: string | undefined): number {
  if (label === wanted) return 2;
  return label !== undefined && label !== '' && (label.startsWith(wanted) || wanted.startsWith(label)) ? 1 : 0;
}

function observe({ service }: ConnectedService, unit: Unit, near: Workload | undefined): Observation {
  return {
    about: serviceAbout(service),
    object: objectOf(service.id),
    at: service.selector?.at ?? service.at,
    because: near === undefined ? [] : [near.labelsAt],
    message: say`the selector ${written(service.selector?.value)} of ${describe(service.id)} matches no pod ${within(unit)}, so the Service has no endpoint there${unlike(near)}`,
    help: say`give the pods these labels, or select the labels that they have`,
    // Where a part of the unit could not be read, the pods may be in that part.
    ...(isCompleteIn(unit, service.id.namespace) ? { ifRegression: 'error' } : {}),
    units: [unit.id],
  };
}

const unlike = (near: Workload | undefined): Message =>
  near === undefined ? literal('') : say`; the pods of ${describe(near.id)} have ${written(near.labels)}`;

const written = (labels: Labels | undefined): string =>
  [...(labels ?? [])].map(([key, value]) => `${key}=${value}`).join(',');
