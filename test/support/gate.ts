import type { FakeRepository } from './fakehub/repository.ts';
import type { CheckRunState } from './fakehub/state.ts';
import { type Scenario, scenario, web } from './scenario.ts';

export const loadBalancer = web('LoadBalancer');
export const configured = (text: string) => ({ '.github/portcullis.yml': text });

export interface Gate extends Scenario {
  readonly number: number;
  /** The newest check on the head of now. */
  readonly check: () => CheckRunState;
  readonly verdict: () => string;
  /** Changes files on the branch and judges them. */
  readonly push: (files: Parameters<FakeRepository['push']>[0]['files']) => Promise<string>;
  /** The first eight digits of what is open. */
  readonly ids: () => readonly string[];
}

/** A pull request by `octocat` that opens a public load balancer, judged; alice maintains, bob writes, carol is in a team. */
export async function openGate(config?: string): Promise<Gate> {
  const on = await scenario();
  const { shop, idle } = on;
  if (config !== undefined) shop.push({ branch: 'main', files: configured(config) });
  shop.role('alice', 'maintain');
  shop.role('bob', 'write');
  shop.role('octocat', 'admin');
  shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': loadBalancer } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  const check = (): CheckRunState => {
    const newest = shop.checks(shop.pull(number).headSha).at(-1);
    if (newest === undefined) throw new Error('there is no check');
    return newest;
  };
  const push = async (files: Parameters<typeof shop.push>[0]['files']): Promise<string> => {
    shop.push({ branch: 'work', files });
    await shop.announce(number, 'synchronize');
    await idle();
    return check().conclusion ?? 'none';
  };
  const verdict = (): string => check().conclusion ?? 'none';
  const ids = (): readonly string[] =>
    [...(check().output.summary ?? '').matchAll(/^- `([0-9a-f]{8})` /gm)].map(([, id = '']) => id);
  return { ...on, number, check, verdict, push, ids };
}
