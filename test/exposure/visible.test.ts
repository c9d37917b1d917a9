import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exposure, ExposureDiff } from '../../src/exposure/exposure.ts';
import { reviewed } from '../support/judged.ts';
import { oneFile } from '../support/layout.ts';
import { changed, type Manifest, podTemplate, portsOf, rulesOf, world } from '../support/world.ts';

const runs = { numRuns: 100 };

const surface = (objects: readonly Manifest[]): readonly Exposure[] => reviewed({}, oneFile(objects)).diff.added;
const between = (before: readonly Manifest[], after: readonly Manifest[]): ExposureDiff =>
  reviewed(oneFile(before), oneFile(after)).diff;

/** All that is compared of a way in; the name of a Service port is not. */
const formOf = ({ key, entry, reach, sources, transport, target, hops }: Exposure): string => {
  const { kind, object, port, protocol } = entry;
  const isService = kind === 'lb' || kind === 'node-port';
  const identity = isService ? [kind, object.namespace, port, protocol] : [key, port];
  // A load balancer is the same one, whatever node port lies behind it: that is a way in of its own.
  const number = kind === 'node-port' ? entry.nodePort : undefined;
  const hop = hops.at(-1);
  const ending = target
    ? [target.kind, target.name, target.port, target.protocol]
    : ['?', hop?.targetPort ?? hop?.port];
  return [...identity, object.name, number, reach, transport, ...sources, ...ending].join(' ');
};

/** Routes keep their identity between objects of a class; their object is no part of what is compared. */
const comparable = (exposure: Exposure): string =>
  exposure.entry.kind === 'http-route'
    ? formOf({ ...exposure, entry: { ...exposure.entry, object: { ...exposure.entry.object, name: '' } } })
    : formOf(exposure);

const told = (diff: ExposureDiff): { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> } => {
  const pairs = [...diff.widened, ...diff.narrowed, ...diff.rerouted, ...diff.changed, ...diff.moved];
  return {
    before: new Set([...diff.removed, ...pairs.map(({ before }) => before)].map(comparable)),
    after: new Set([...diff.added, ...pairs.map(({ after }) => after)].map(comparable)),
  };
};

/** A port of a pod in the nodes’ network is open whether or not it is declared. */
const isUndeclaredAnyway = ({ entry }: Exposure, others: readonly Exposure[]): boolean =>
  entry.kind === 'host-network' &&
  others.some((other) => other.entry.kind === 'host-network' && other.entry.object.name === entry.object.name);

test('whatever is there at head and was not so at base is told, and whatever is gone', () => {
  fc.assert(
    fc.property(world, world, (before, after) => {
      const [base, head, all] = [surface(before), surface(after), told(between(before, after))];
      const [baseForms, headForms] = [new Set(base.map(comparable)), new Set(head.map(comparable))];
      const news = head.filter((one) => !baseForms.has(comparable(one)) && !isUndeclaredAnyway(one, base));
      const gone = base.filter((one) => !headForms.has(comparable(one)) && !isUndeclaredAnyway(one, head));
      expect(news.map(comparable).filter((form) => !all.after.has(form))).toEqual([]);
      expect(gone.map(comparable).filter((form) => !all.before.has(form))).toEqual([]);
    }),
    runs,
  );
});

test('a Service that opens a door beside all others is an opening with a finding, whatever else goes away', () => {
  const door = fc.constantFrom('NodePort', 'LoadBalancer');
  fc.assert(
    fc.property(world, door, fc.nat(), (objects, type, gone) => {
      const opened: Manifest = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'opened', namespace: 'elsewhere' },
        spec: { type, selector: { app: 'nobody' }, ports: [{ port: 5432 }] },
      };
      const head = [...objects.filter((_, index) => index !== gone % (objects.length + 1)), opened];
      const { diff, findings } = reviewed(oneFile(objects), oneFile(head));
      expect(diff.added.filter(({ entry }) => entry.object.name === 'opened').length).toBeGreaterThan(0);
      const rules = findings.filter(({ object }) => object.name === 'opened').map(({ rule }) => rule);
      expect(rules).toContain(type === 'NodePort' ? 'new-node-port' : 'new-public-load-balancer');
    }),
    runs,
  );
});

describe('is not silent about', () => {
  /** Applies `change` to a world that has what it is about. */
  const cases = <T>(
    pick: (objects: readonly Manifest[]) => readonly T[],
    make: (object: Manifest) => void,
    check: (diff: ExposureDiff, found: readonly T[]) => void,
  ): void =>
    fc.assert(
      fc.property(
        world.filter((objects) => pick(objects).length > 0),
        (objects) => check(between(objects, changed(objects, make)), pick(objects)),
      ),
      runs,
    );

  const balanced = (objects: readonly Manifest[]) => objects.filter(({ spec }) => spec.type === 'LoadBalancer');
  const routed = (objects: readonly Manifest[]) => objects.filter(({ kind }) => kind === 'Ingress');

  test('another port of a load balancer: it and its node port are new', () => {
    const add = (object: Manifest): void => {
      if (object.spec.type === 'LoadBalancer') portsOf(object).push({ name: 'extra', port: 9999, targetPort: 9999 });
    };
    cases(balanced, add, ({ added }, services) => {
      const keys = new Set(added.map(({ key }) => key.split('|').slice(0, 3).join('|')));
      for (const { metadata } of services)
        for (const kind of ['lb', 'node-port'])
          expect([...keys]).toContain(`${kind}|${metadata.namespace ?? ''}/${metadata.name}|extra/TCP`);
    });
  });

  test('a load balancer that stops opening node ports: those that nobody wrote are closed', () => {
    const free = (objects: readonly Manifest[]) =>
      balanced(objects).flatMap((object) => portsOf(object).filter(({ nodePort }) => nodePort === undefined));
    const stop = (object: Manifest): void => {
      if (object.spec.type === 'LoadBalancer') object.spec.allocateLoadBalancerNodePorts = false;
    };
    cases(free, stop, ({ removed, added }, ports) => {
      const keys = new Set(removed.map(({ key }) => key));
      expect([...keys].every((key) => key.startsWith('node-port|'))).toBe(true);
      expect(keys.size).toBe(ports.length);
      expect(added).toEqual([]);
    });
  });

  test('a host that goes: the route takes every host', () => {
    const named = (objects: readonly Manifest[]) =>
      routed(objects).filter((object) => {
        const [only, ...others] = rulesOf(object);
        return only?.host !== undefined && others.length === 0;
      });
    const drop = (object: Manifest): void => {
      const [only, ...others] = rulesOf(object);
      if (others.length === 0) delete only?.host;
    };
    cases(named, drop, ({ widened }, ingresses) => {
      expect(new Set(widened.map(({ after }) => after.entry.object.name)).size).toBe(ingresses.length);
    });
  });

  test('a path that was exact and becomes a prefix', () => {
    const exact = (objects: readonly Manifest[]) =>
      routed(objects).filter((object) => {
        const [only, ...others] = rulesOf(object);
        return only?.http.paths[0]?.pathType === 'Exact' && others.length === 0;
      });
    const open = (object: Manifest): void => {
      const [only, ...others] = rulesOf(object);
      if (others.length === 0) for (const path of only?.http.paths ?? []) path.pathType = 'Prefix';
    };
    cases(exact, open, ({ widened }, ingresses) => {
      expect(new Set(widened.map(({ after }) => after.entry.object.name)).size).toBe(ingresses.length);
    });
  });

  test('another node port: the entry is the same one, changed', () => {
    const numbered = (objects: readonly Manifest[]) =>
      objects.flatMap(portsOf).filter(({ nodePort }) => nodePort !== undefined);
    const renumber = (object: Manifest): void => {
      for (const port of portsOf(object))
        if (port.nodePort !== undefined) port.nodePort = port.nodePort === 32_767 ? 30_000 : port.nodePort + 1;
    };
    cases(numbered, renumber, ({ changed: pairs, added, removed }, ports) => {
      const keys = new Set(
        pairs.filter(({ attributes }) => attributes.includes('nodePort')).map(({ after }) => after.key),
      );
      expect(keys.size).toBe(ports.length);
      expect([...added, ...removed]).toEqual([]);
    });
  });

  test('a selector that leads to other pods', () => {
    const open = (objects: readonly Manifest[]) =>
      objects.filter(
        ({ kind, spec }) =>
          kind === 'Service' &&
          spec.type !== undefined &&
          objects.some((one) => podTemplate(one)?.metadata.labels.app === (spec.selector as { app: string }).app), // as the world has it
      );
    const reroute = (object: Manifest): void => {
      if (object.kind === 'Service') object.spec.selector = { app: 'nobody' };
    };
    fc.assert(
      fc.property(
        world.filter((objects) => open(objects).length > 0),
        (objects) => {
          const diff = between(objects, changed(objects, reroute));
          const named = new Set([...diff.rerouted, ...diff.changed].map(({ after }) => after.entry.object.name));
          const arriving = new Set(
            surface(objects).flatMap(({ entry, target }) =>
              target && (entry.kind === 'lb' || entry.kind === 'node-port') ? [entry.object.name] : [],
            ),
          );
          expect([...arriving].filter((name) => !named.has(name))).toEqual([]);
        },
      ),
      runs,
    );
  });
});
