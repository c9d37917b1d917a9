import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { Surface } from '../../src/report/surface.ts';
import { surfacePage } from '../../src/report/surface-html.ts';
import { exposure, gap, ingress, nodePort, unit } from '../support/build.ts';

const exposures = [exposure(), nodePort({ key: 'node' }), ingress()];
const surface = (over: Partial<Surface> = {}): Surface => ({ units: [unit()], exposures, gaps: [], ...over });
const pageOf = (subject: Surface) => parseHTML(surfacePage(subject)).document;

describe('the ways into one side as a page', () => {
  test('stand one a row, and their number in the title', () => {
    const page = pageOf(surface());
    expect(page.title).toBe('Port exposure: 3 ways in');
    expect(page.querySelectorAll('tbody tr')).toHaveLength(3);
    expect(page.querySelector('tbody tr a')?.getAttribute('href')).toBe('k8s/web.yaml');
  });

  test('are drawn, and each step of a path leads to its node', () => {
    const page = pageOf(surface());
    const steps = [...page.querySelectorAll('details ol a')].map((link) => link.getAttribute('href') ?? '');
    expect(page.querySelectorAll('details')).toHaveLength(3);
    expect(steps.length).toBeGreaterThan(8);
    for (const href of steps) expect(page.querySelector(href)?.getAttribute('class')).toBe('node');
  });

  test('are not called all of them where something that blocks was not analyzed', () => {
    const page = pageOf(surface({ gaps: [gap()] }));
    expect(page.querySelector('h2')?.textContent).toBe('Not analyzed: there may be more');
  });

  test('can be none', () => {
    const page = pageOf(surface({ exposures: [] }));
    expect(page.title).toBe('Port exposure: 0 ways in');
    expect(page.querySelectorAll('table, svg')).toHaveLength(0);
  });
});
