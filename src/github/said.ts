import type { Place } from './place.ts';

/** Both reviews and the comments on lines are comments to GraphQL; REST tells of neither whether it was edited. */
const saidQuery = `query Said($id: ID!) {
  node(id: $id) {
    ... on Comment { body lastEditedAt author { login } }
  }
}`;

interface Said {
  readonly node: {
    readonly body?: string;
    readonly lastEditedAt?: string | null;
    readonly author?: object | null;
  } | null;
}

/** Does a text still say what its author wrote at first? */
export async function fetchSaid(place: Place, nodeId: string): Promise<'as-written' | 'edited' | 'gone'> {
  const { node } = await answered(place.octokit.graphql<Said>(saidQuery, { id: nodeId }));
  if (node?.body === undefined || node.author === null) return 'gone';
  return node.lastEditedAt === null ? 'as-written' : 'edited';
}

/** GraphQL calls what is gone an error. */
async function answered(asked: Promise<Said>): Promise<Said> {
  try {
    return await asked;
  } catch (error) {
    const { errors = [] } = error as { readonly errors?: readonly { readonly type?: string }[] }; // any error may lack it
    if (errors.length > 0 && errors.every(({ type }) => type === 'NOT_FOUND')) return { node: null };
    throw error;
  }
}

const reactMutation = `mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`;

/** Where the author of the text looks first. The same reaction twice is one. */
export async function react(place: Place, nodeId: string, content: 'THUMBS_UP' | 'CONFUSED'): Promise<void> {
  await place.octokit.graphql(reactMutation, { id: nodeId, content });
}
