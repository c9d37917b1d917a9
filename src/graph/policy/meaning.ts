import { sortedLabels } from '../../model/resource.ts';

const places = new Set(['at', 'lines', 'subjectAt', 'settingsAt']);

/** The same text for what is only written elsewhere or in another order of keys. */
export const meaning = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => {
    if (places.has(key)) return undefined;
    return part instanceof Map ? sortedLabels(part as ReadonlyMap<string, unknown>) : part;
  });
