#!/usr/bin/env bash
# Puts the tag of a version on HEAD with the Action's bundle added, and pushes that tag alone
# (docs/decisions/0017-the-action-is-bundled-at-release.md).
#
#     scripts/tag-action.sh 1.2.3 origin
set -euo pipefail
version="$1" remote="$2" bundle=dist/action/index.mjs

export GIT_INDEX_FILE
GIT_INDEX_FILE="$(mktemp -u)"
trap 'rm -f "$GIT_INDEX_FILE"' EXIT
git read-tree HEAD
git update-index --add --cacheinfo "100644,$(git hash-object -w "$bundle"),$bundle"
commit="$(git commit-tree --no-gpg-sign -p HEAD -m "release: $version, with the Action's bundle" "$(git write-tree)")"
# Refused where the version is there already: what is released stays what it is.
git push --quiet "$remote" "$commit:refs/tags/v$version"
