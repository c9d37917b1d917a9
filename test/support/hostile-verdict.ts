import { say } from '../../src/model/message.ts';
import type { Verdict } from '../../src/report/report.ts';
import { visible } from '../../src/report/visible.ts';
import { at, change, diff, exposure, finding, gap, ingress, nodePort, unit, verdict } from './build.ts';

/** How many texts {@link verdictOf} wants. */
export const slots = 37;

/** A verdict of every state in which `texts`, all different, stand wherever a pull request can put one. */
export function verdictOf(texts: readonly string[]): Verdict {
  let next = 0;
  const text = (): string => texts[next++] ?? `missing ${next}`;
  const object = () => ({ kind: text(), namespace: text(), name: text() });
  const path = text();
  const units = [text(), text()];
  const target = { ...object(), port: text(), protocol: 'TCP', container: text() } as const;
  const hop = { ...object(), port: text(), targetPort: text() };
  const place = { units, hops: [hop], target, at: at(path, 3) };
  const opened = exposure({ ...place, key: 'opened', entry: { object: object() }, sources: [text(), text()] });
  const elsewhere = { ...opened, units: [text()] };
  const node = nodePort({ ...place, key: 'node', entry: { object: object() } });
  const mapped = exposure({
    ...place,
    key: 'mapped',
    entry: { kind: 'dev-mapping', object: object(), address: text(), nodePort: 30_001 },
  });
  const before = ingress({
    ...place,
    key: 'route',
    entry: { object: object(), host: text(), path: text() },
    auth: [text()],
    sources: [text()],
  });
  const after = ingress({
    ...place,
    key: 'route',
    entry: { ...before.entry, host: text() },
    auth: [text()],
    sources: [text()],
    reachBasis: 'assumed',
  });
  const about = { units, at: at(path, 3), object: object() };
  return verdict({
    units: units.map((id) => unit({ id, root: id })),
    diff: diff({
      added: [opened, elsewhere, mapped],
      removed: [node],
      widened: [change(before, after, 'sources', 'match', 'auth')],
    }),
    context: [
      exposure({ ...place, key: 'near' }),
      exposure({ ...place, key: 'beside', entry: { kind: 'host-port' }, hops: [], target: { ...target, port: 81 } }),
    ],
    findings: [
      finding({
        ...about,
        exposure: 'opened',
        message: say`opens ${text()} of ${text()}`,
        help: say`close ${text()}`,
        suggestion: `name: ${visible(path)}`,
      }),
      finding({ ...about, exposure: undefined, rule: 'service-selector-matches-nothing', severity: 'warning' }),
      finding({ ...about, exposure: undefined, severity: 'info', message: say`by the way, ${text()}` }),
      finding({ ...about, exposure: undefined, state: 'fixed', message: say`no more ${text()}` }),
    ],
    gaps: [gap({ at: at(path, 1), message: say`broken: ${text()}` }), gap({ at: at(path, 2), blocks: false })],
    changes: new Map([[path, [{ baseStart: 1, baseLines: 0, headStart: 2, headLines: 5 }]]]),
    conclusion: 'failure',
    title: '1 blocking · 2 new ways in, 1 closed, 1 widened',
  });
}
