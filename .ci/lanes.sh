# Runs steps one after another, sums their tests and ends in one line. Sourced by .ci/run and .ci/full.
#
# A step that runs tests adds lines `N passed, N failed, …` to the file $MYELIN_TALLY; any other step counts as one.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CI=true NO_COLOR=1 DENO_NO_UPDATE_CHECK=1 npm_config_fund=false npm_config_audit=false
MYELIN_TALLY=$(mktemp)
export MYELIN_TALLY
child=

# Ends the running step and what it started (a process group of its own), and nothing else.
end_child() {
  [ -n "$child" ] && kill -TERM -- "-$child" 2>/dev/null
  child=
}
trap 'end_child; rm -f "$MYELIN_TALLY"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sum of the numbers before the word $1 in the tally.
total() {
  awk -v word="$1" '{ for (i = 2; i <= NF; i++) if ($i ~ "^" word) sum += $(i - 1) } END { print sum + 0 }' "$MYELIN_TALLY"
}

# step NAME COMMAND…: runs the command to its end; a failure is counted and the next step still runs.
step() {
  local name=$1 before_lines before_failed code
  shift
  printf '\n== %s\n' "$name"
  before_lines=$(wc -l <"$MYELIN_TALLY")
  before_failed=$(total failed)
  SECONDS=0
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child"
  code=$?
  end_child
  if [ "$code" -ne 0 ] && [ "$(total failed)" -eq "$before_failed" ]; then
    echo "0 passed, 1 failed" >>"$MYELIN_TALLY"
  elif [ "$code" -eq 0 ] && [ "$(wc -l <"$MYELIN_TALLY")" -eq "$before_lines" ]; then
    echo "1 passed, 0 failed" >>"$MYELIN_TALLY"
  fi
  printf '== %s: exit code %d after %d s\n' "$name" "$code" "$SECONDS"
  return "$code"
}

# The last line of a run, and its exit code: 0 only if something passed and nothing failed.
finish() {
  local passed failed skipped
  passed=$(total passed) failed=$(total failed) skipped=$(total skipped)
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

# Programs that some tests need and npm does not bring: a second PostgreSQL, for dump and restore, PgBouncer, nats-server, and Chromium.
apt_packages() {
  [ -x /usr/lib/postgresql/15/bin/pg_dump ] && [ -x /usr/lib/postgresql/15/bin/postgres ] && [ -x /usr/sbin/pgbouncer ] && [ -x /usr/sbin/nats-server ] && [ -x /usr/bin/chromium ] && return 0
  # No cluster and no service: the tests start their own.
  mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  # At runlevel 1 no package starts a service.
  apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-15 postgresql-client-15 pgbouncer nats-server chromium
}
