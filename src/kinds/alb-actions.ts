import { literal, type Message, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { RouteBackend } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';

/** A load balancer takes no more target groups for one action. */
const maxTargetGroups = 5;

/** What an action of the AWS controller leads to. */
export interface Action {
  /** The Services that it forwards to; none where it redirects, answers by itself or names target groups of its own. */
  readonly backends: readonly RouteBackend[];
  /** Why it could not be understood. */
  readonly unclear: Message | undefined;
}

/**
 * Reads the annotation `alb.ingress.kubernetes.io/actions.<name>`.
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions
 */
export function actionOf({ value, at }: Placed<string>): Action {
  const action = parsed(value);
  if (action === undefined)
    return {
      backends: [],
      unclear: isPlaceholder(value) ? literal('an action is a placeholder') : literal('an action is not JSON'),
    };
  const groups = listOf(get(get(action, 'forwardConfig'), 'targetGroups'));
  return {
    backends: groups.slice(0, maxTargetGroups).flatMap((group) => backendOf(group, at)),
    unclear:
      groups.length > maxTargetGroups
        ? say`an action has ${groups.length} target groups, AWS takes ${maxTargetGroups}`
        : undefined,
  };
}

/** One with weight 0 gets nothing. */
function backendOf(group: unknown, at: RouteBackend['at']): readonly RouteBackend[] {
  const [name, port, weight] = [get(group, 'serviceName'), get(group, 'servicePort'), get(group, 'weight')];
  if (typeof name !== 'string' || name === '' || weight === 0) return [];
  return [{ at, target: 'service', name, port: portOf(port, at), isAction: true }];
}

/** A number in quotes is one as well. */
function portOf(port: unknown, at: RouteBackend['at']): RouteBackend['port'] {
  if (typeof port === 'number') return { value: port, at };
  if (typeof port !== 'string' || port === '' || isPlaceholder(port)) return undefined;
  return { value: /^\d{1,5}$/.test(port) ? Number(port) : port, at };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As Go reads JSON: the case of a key does not matter. */
function get(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
