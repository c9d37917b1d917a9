import type { Resource, World } from './resources.ts';
import type { RepositoryState } from './state.ts';

/** A request that has been let in. */
export interface HubRequest {
  readonly world: World;
  readonly repository: RepositoryState;
  /** `owner/name` → repository. */
  readonly repositories: ReadonlyMap<string, RepositoryState>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Checked against GitHub's description before a handler sees it. */
  readonly body: Readonly<Record<string, never>>;
  readonly now: number;
  /** Lists do not show yet what was made after this moment. */
  readonly visibleUntil: number;
  nextId(): number;
}

export interface HubAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: HubRequest) => HubAnswer;

export const ok = (body: unknown): HubAnswer => ({ status: 200, body });
export const created = (body: unknown): HubAnswer => ({ status: 201, body });
export const notFound = (message = 'Not Found'): HubAnswer => ({ status: 404, body: { message } });
export const unprocessable = (message: string, errors: readonly unknown[] = []): HubAnswer => ({
  status: 422,
  body: { message, errors, documentation_url: 'https://docs.github.com/rest' },
});

export const visible = <T extends { readonly createdAt: number }>(
  request: HubRequest,
  all: Iterable<T>,
): readonly T[] => [...all].filter((each) => each.createdAt <= request.visibleUntil);

/** One page of a list, with GitHub's Link header. */
export function page(
  request: HubRequest,
  items: readonly Resource[],
  wrap?: (items: readonly Resource[]) => unknown,
): HubAnswer {
  const size = Math.min(100, Number(request.query.get('per_page') ?? 30));
  const number = Number(request.query.get('page') ?? 1);
  const shown = items.slice((number - 1) * size, number * size);
  const more = number * size < items.length;
  const next = `<${request.world.origin}/next?page=${number + 1}>; rel="next"`;
  return { status: 200, body: wrap ? wrap(shown) : shown, ...(more ? { headers: { link: next } } : {}) };
}
