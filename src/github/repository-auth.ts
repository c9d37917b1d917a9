import { isStatus } from './status.ts';
import type { Scope, Tokens } from './tokens.ts';

interface Authorised {
  readonly headers: { authorization?: string };
}

/**
 * Octokit's way of signing requests, with a token for one repository. A token may end before its time, and what was
 * refused for it was not done: it is sent once more with a new one.
 */
export function repositoryAuth({ tokens, scope }: { readonly tokens: Tokens; readonly scope: Scope }) {
  async function hook<Options extends Authorised, Answer>(
    request: (options: Options) => Answer | Promise<Answer>,
    options: Options,
  ): Promise<Answer> {
    const token = await tokens.get(scope);
    try {
      return await request(signed(options, token));
    } catch (error) {
      if (!isStatus(error, 401)) throw error;
      tokens.forget(scope, token);
      return request(signed(options, await tokens.get(scope)));
    }
  }
  const auth = async () => ({ type: 'token', token: await tokens.get(scope) });
  return Object.assign(auth, { hook });
}

/** In place: Octokit's hooks hand on the object that they were given. */
function signed<Options extends Authorised>(options: Options, token: string): Options {
  options.headers.authorization = `token ${token}`;
  return options;
}
