import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import type { Config } from '../../src/model/config.ts';
import { conclude } from '../../src/report/conclude.ts';
import type { Report } from '../../src/report/report.ts';
import { change, diff, exposure, finding, gap, ingress, nodePort, report } from '../support/build.ts';

const verdictOn = (over: Partial<Report>, config: Partial<Config> = {}) => {
  const { conclusion, title } = conclude(report(over), { ...defaultConfig, ...config }, [], '2026-12-31');
  return { conclusion, title };
};

const error = finding();
const warning = finding({ severity: 'warning', exposure: undefined });

describe('the conclusion', () => {
  test.each([
    { why: 'nothing found passes', over: {}, conclusion: 'success' },
    { why: 'an introduced error fails', over: { findings: [error] }, conclusion: 'failure' },
    {
      why: 'an error that was there before passes',
      over: { findings: [finding({ state: 'pre-existing' })] },
      conclusion: 'success',
    },
    { why: 'an error that is fixed passes', over: { findings: [finding({ state: 'fixed' })] }, conclusion: 'success' },
    { why: 'warnings alone are neutral', over: { findings: [warning] }, conclusion: 'neutral' },
    {
      why: 'notices and infos pass',
      over: { findings: [finding({ severity: 'notice' }), finding({ severity: 'info' })] },
      conclusion: 'success',
    },
    { why: 'a blocking gap fails', over: { gaps: [gap()] }, conclusion: 'failure' },
    { why: 'an advisory gap passes', over: { gaps: [gap({ blocks: false })] }, conclusion: 'success' },
    {
      why: 'warnings fail where they are to',
      over: { findings: [warning] },
      config: { failOn: 'warning' },
      conclusion: 'failure',
    },
    {
      why: 'incomplete is neutral where it may be',
      over: { gaps: [gap()] },
      config: { onIncomplete: 'warn' },
      conclusion: 'neutral',
    },
    {
      why: 'an error fails next to an incomplete analysis that may be',
      over: { gaps: [gap()], findings: [error] },
      config: { onIncomplete: 'warn' },
      conclusion: 'failure',
    },
    {
      why: 'who only observes never fails for an error',
      over: { findings: [error] },
      config: { mode: 'observe' },
      conclusion: 'neutral',
    },
    {
      why: 'who only observes never fails for a gap',
      over: { gaps: [gap()] },
      config: { mode: 'observe' },
      conclusion: 'neutral',
    },
    {
      why: 'who only observes still passes what is clean',
      over: {},
      config: { mode: 'observe' },
      conclusion: 'success',
    },
  ] satisfies readonly { why: string; over: Partial<Report>; config?: Partial<Config>; conclusion: string }[])(
    '$why',
    ({ over, conclusion, ...rest }) => {
      expect(verdictOn(over, 'config' in rest ? rest.config : {}).conclusion).toBe(conclusion);
    },
  );
});

describe('the title', () => {
  const canary = {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'canary',
    port: 8080,
    protocol: 'TCP',
    container: 'web',
  } as const;
  const narrow = exposure({ sources: ['10.0.0.0/8'] });
  test.each([
    { why: 'nothing changed', over: {}, title: 'No exposure change' },
    {
      why: 'a load balancer and the node port that it implies are one way in',
      over: { diff: diff({ added: [exposure(), nodePort()] }) },
      title: '1 new way in',
    },
    {
      why: 'a node port of another Service port is another way in',
      over: { diff: diff({ added: [exposure(), nodePort({ entry: { port: 443 } })] }) },
      title: '2 new ways in',
    },
    {
      why: 'the two backends of one route are one way in',
      over: { diff: diff({ added: [ingress(), ingress({ target: canary })] }) },
      title: '1 new way in',
    },
    {
      why: 'the ports of one pod in the host network are one way in',
      over: { diff: diff({ added: [hostNetwork(undefined), hostNetwork(9100), hostNetwork(9101)] }) },
      title: '1 new way in',
    },
    {
      why: 'opened and closed',
      over: { diff: diff({ added: [exposure(), ingress()], removed: [nodePort({ units: ['other'] })] }) },
      title: '2 new ways in, 1 closed',
    },
    {
      why: 'a pair that is widened and rerouted is told once',
      over: {
        diff: diff({
          widened: [change(narrow, exposure(), 'sources', 'target')],
          rerouted: [change(narrow, exposure(), 'sources', 'target')],
        }),
      },
      title: '1 widened',
    },
    {
      why: 'a pair that is changed and rerouted is rerouted',
      over: {
        diff: diff({
          changed: [change(ingress(), ingress({ target: canary }), 'target')],
          rerouted: [change(ingress(), ingress({ target: canary }), 'target')],
        }),
      },
      title: '1 rerouted',
    },
    {
      why: 'findings come first',
      over: { findings: [error, warning], diff: diff({ added: [exposure()], removed: [ingress()] }) },
      title: '1 blocking, 1 warning · 1 new way in, 1 closed',
    },
    {
      why: 'findings about links stand alone',
      over: { findings: [warning, warning] },
      title: '2 warnings · no exposure change',
    },
    {
      why: 'what could not be seen comes before all',
      over: { gaps: [gap(), gap(), gap(), gap({ blocks: false })] },
      title: 'Incomplete: 3 inputs not analyzed · no exposure change',
    },
    {
      why: 'who only observes blocks nothing',
      over: { findings: [error] },
      config: { mode: 'observe' },
      title: '1 would block · no exposure change',
    },
    {
      why: 'blocking warnings are no warnings',
      over: { findings: [warning] },
      config: { failOn: 'warning' },
      title: '1 blocking · no exposure change',
    },
  ] satisfies readonly { why: string; over: Partial<Report>; config?: Partial<Config>; title: string }[])(
    '$why',
    ({ over, title, ...rest }) => {
      expect(verdictOn(over, 'config' in rest ? rest.config : {}).title).toBe(title);
    },
  );

  test('is never longer than 80 characters', () => {
    const many = Array.from({ length: 12_345 }, (_, index) => ingress({ key: `${index}` }));
    const pairs = many.map((way) => change(way, way, 'sources'));
    const all = diff({
      added: many,
      removed: many,
      widened: pairs,
      narrowed: pairs,
      changed: pairs,
      moved: pairs,
      rerouted: pairs,
    });
    const findings = many.flatMap(() => [error, warning]);
    const { title } = verdictOn({ diff: all, findings, gaps: many.map(() => gap()) });
    expect(title).toBe('Incomplete: 12345 inputs not analyzed · 12345 blocking, 12345 warnings');
    expect(verdictOn({ diff: all }).title.length).toBeLessThanOrEqual(80);
    expect(verdictOn({ diff: all }).title).toMatch(/^12345 new ways in, 12345 closed, 12345 widened/);
  });
});

function hostNetwork(port: number | undefined) {
  const object = { kind: 'DaemonSet', namespace: 'mon', name: 'exporter' } as const;
  return exposure({
    reach: 'node-network',
    hops: [],
    target: { ...object, port, protocol: 'TCP', container: undefined },
    entry: { kind: 'host-network', object, port },
  });
}
