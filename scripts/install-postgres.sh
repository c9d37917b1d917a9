#!/usr/bin/env bash
# PostgreSQL for the tests of the store, from Debian's package, where there is none yet. The tests start their own server.
set -euo pipefail
if [ -n "${TEST_DATABASE_URL:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo 'PostgreSQL is not here and cannot be installed: its tests will be skipped' >&2
  exit 0
fi
# No cluster of its own: nothing of it is to run.
mkdir -p /etc/postgresql-common
printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.conf
apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
