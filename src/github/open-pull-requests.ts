/**
 * The open pull requests of some repositories, 100 of each, and what the app says on each head. GitHub has no REST
 * request for it that does not cost one for each pull request.
 * @see https://docs.github.com/en/graphql/reference/objects#pullrequest
 */
export const openPullRequestsQuery = `query OpenPullRequests($ids: [ID!]!, $appId: Int!, $after: String) {
  nodes(ids: $ids) {
    ... on Repository {
      databaseId
      pullRequests(states: OPEN, first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          number
          headRefOid
          baseRefName
          updatedAt
          commits(last: 1) {
            nodes {
              commit {
                checkSuites(filterBy: { appId: $appId }, first: 3) {
                  nodes { checkRuns(filterBy: { checkType: LATEST }, first: 10) { nodes { status conclusion startedAt externalId } } }
                }
              }
            }
          }
        }
      }
    }
  }
}`;
