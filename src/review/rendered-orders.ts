import type { Elsewhere, Taken } from '../render/deliveries/delivery.ts';
import { ordersOf } from '../render/deliveries/orders.ts';
import type { RenderedUnit } from './rendered-side.ts';
import type { SideContents } from './sides.ts';

type TakenAs = Taken & Pick<Elsewhere, 'isChart'>;

/**
 * Where the orders of a unit take from what they deploy, as they are when they are rendered: a template prints them, or a
 * kustomization changes them. They are asked for addresses alone; what they deploy of this repository is read off their files.
 */
export function takenBy({ content, taken }: RenderedUnit, { tree, orders }: SideContents): readonly TakenAs[] {
  const own = content().orders;
  const charts = taken().map((one) => ({ ...one, isChart: true }));
  if (own.length === 0) return charts;
  const rendered = ordersOf([...orders.sources, ...own], tree);
  return [...charts, ...rendered.taken.map((one) => ({ ...one, isChart: false })), ...rendered.elsewhere];
}
