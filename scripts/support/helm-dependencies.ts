// What Helm wants in `charts/` before it renders anything, put there from where Portcullis takes it.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '../../src/render/helm/chart/chart.ts';
import type { Loaded } from '../../src/render/helm/chart/load.ts';
import type { Dependency } from '../../src/render/helm/chart/metadata.ts';
import { isInRange } from '../../src/render/helm/chart/version-range.ts';

/** `file://` dependencies as links to their folders, and what is missing as we make up for it. */
export function putDependencies(folder: string, chart: string, loaded: Loaded): void {
  for (const place of loaded.local) putBeside(folder, chart, place);
  if (loaded.chart !== undefined) putMissing(folder, chart, loaded.chart);
}

/** Helm wants in `charts/` what we take from its place in the repository. */
function putBeside(folder: string, chart: string, place: string): void {
  const charts = join(folder, chart, 'charts');
  mkdirSync(charts, { recursive: true });
  const link = join(charts, `from-${place.replaceAll('/', '-')}`);
  if (!existsSync(link)) symlinkSync(join(folder, place), link);
}

/** Helm renders nothing where a dependency is missing; we take a chart of this repository for it, or an empty one. */
function putMissing(folder: string, chart: string, { missing }: Chart): void {
  for (const [index, { dependency, standIn }] of missing.entries())
    if (standIn === undefined) putEmptyChart(folder, chart, dependency, index);
    else {
      putBeside(folder, chart, standIn.path);
      putMissing(folder, standIn.path, standIn);
    }
}

function putEmptyChart(folder: string, chart: string, { name, version }: Dependency, index: number): void {
  const place = join(folder, chart, 'charts', `empty-${index}`);
  const fitting = [version, version.replace(/^[^0-9]*/, '').replaceAll(/[x*]/g, '0'), '0.0.0', '999.0.0'];
  const chosen = fitting.find((one) => /^[0-9]/.test(one) && isInRange(version, one)) ?? '1.0.0';
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name, version: chosen }));
}
