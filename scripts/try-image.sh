#!/usr/bin/env bash
# Runs an image as the chart and the composition do, with credentials of no app: it has to become healthy and to end well.
#
#     scripts/try-image.sh portcullis
set -euo pipefail
image="$1"
secrets="$(mktemp -d)"
container=''
trap '[ -z "$container" ] || docker rm --force --volumes "$container" > /dev/null; rm -rf "$secrets"' EXIT

openssl genrsa -out "$secrets/private-key.pem" 2048 2> /dev/null
openssl rand -hex 32 > "$secrets/webhook-secret"
chmod 0755 "$secrets" && chmod 0444 "$secrets"/*

if docker run --rm --entrypoint /bin/sh "$image" -c true 2> /dev/null; then
  echo 'the image has a shell' >&2
  exit 1
fi

container="$(docker run --detach --read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp \
  --volume "$secrets:/run/secrets:ro" --health-interval 1s --env APP_ID=1 \
  --env PRIVATE_KEY_PATH=/run/secrets/private-key.pem --env WEBHOOK_SECRET_PATH=/run/secrets/webhook-secret "$image")"
state() { docker inspect --format "{{.State.$1}}" "$container"; }
for _ in $(seq 60); do
  [ "$(state Health.Status)" != healthy ] || break
  sleep 1
done
if [ "$(state Health.Status)" != healthy ]; then
  docker logs "$container" >&2
  echo 'it does not become healthy' >&2
  exit 1
fi
docker stop --time 30 "$container" > /dev/null
[ "$(state ExitCode)" = 0 ] || { docker logs "$container" >&2; echo 'it does not end well' >&2; exit 1; }
