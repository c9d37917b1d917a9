import type { Call, Fault } from './fakehub/state.ts';

/** What fakehub is told to do to one request. */
export type Disturbance = Omit<Fault, 'method' | 'path' | 'times'>;

/** The repository that a request is about. */
interface About {
  readonly origin: string;
  readonly repositoryId: number;
}

/** One thing that goes wrong with a request to GitHub. */
export interface FaultClass {
  readonly what: string;
  readonly strike: (call: Call, about: About) => Disturbance;
}

const answers = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) => {
  return (): Disturbance => ({ status, body: { message }, headers });
};

/** Where GitHub sends those who ask by a repository's old name: GETs for good, what writes with its method kept. */
const moved: FaultClass['strike'] = ({ method, url }, { origin, repositoryId }) => ({
  status: method === 'GET' ? 301 : 307,
  headers: { location: `${origin}${url.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repositoryId}`)}` },
});

/** Of a repository's requests. */
export const faults = [
  { what: '500', strike: answers(500, 'Server Error') },
  { what: '502', strike: answers(502, 'Bad Gateway') },
  { what: '502 after it was done', strike: () => ({ status: 502, when: 'after' }) },
  { what: '503', strike: answers(503, 'Service Unavailable') },
  { what: 'reset', strike: () => ({ status: 0 }) },
  { what: 'reset after it was done', strike: () => ({ status: 0, when: 'after' }) },
  { what: 'half an answer', strike: () => ({ arrives: 'half' }) },
  { what: 'no answer', strike: () => ({ arrives: 'nothing' }) },
  {
    what: "a proxy's page",
    strike: () => ({ status: 200, body: { message: 'Sign in' }, headers: { 'content-type': 'text/html' } }),
  },
  { what: '401', strike: answers(401, 'Bad credentials') },
  {
    what: 'secondary limit',
    strike: answers(403, 'You have exceeded a secondary rate limit', { 'retry-after': '1' }),
  },
  {
    what: 'primary limit',
    strike: () => {
      const reset = String(Math.floor(Date.now() / 1000));
      return answers(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })();
    },
  },
  { what: '429', strike: answers(429, 'Too many requests', { 'retry-after': '1' }) },
  { what: 'not accessible', strike: answers(403, 'Resource not accessible by integration') },
  { what: 'suspended', strike: answers(403, 'This installation has been suspended') },
  { what: '404', strike: answers(404, 'Not Found') },
  { what: '410', strike: answers(410, 'Gone') },
  { what: '422', strike: answers(422, 'Validation Failed') },
  { what: 'moved', strike: moved },
] as const satisfies readonly FaultClass[];

export type FaultName = (typeof faults)[number]['what'];
