#!/usr/bin/env bash
# Makes sure that a PostgreSQL server's programs are there for the private database and the tests. Says nothing when they are.
# The places are those where the service itself looks: a configured folder, Debian's, and `postgres` on the PATH.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/install-packages.sh"

# Whether a folder holds both programs that are needed.
complete() {
  [ -x "$1/postgres" ] && [ -x "$1/initdb" ]
}

find_postgresql() {
  local folder program
  for folder in /usr/lib/postgresql/*/bin; do
    complete "$folder" && return
  done
  # A link on the PATH leads to the folder that has the other programs too.
  program=$(command -v postgres) && complete "$(dirname "$(readlink -f "$program")")"
}

# Debian's package makes a cluster of its own and starts it, unless told not to. Nobody here needs that one.
without_a_cluster_of_debians() {
  local folder=/etc/postgresql-common/createcluster.d
  local file=$folder/no-main-cluster-for-tenantry.conf
  mkdir -p "$folder"
  echo 'create_main_cluster = false' >"$file"
  trap 'rm -f "'"$file"'"' EXIT
}

configured=${TENANTRY_POSTGRES__BINARIES:-}
if [ -n "$configured" ]; then
  complete "$configured" && exit
  echo "TENANTRY_POSTGRES__BINARIES is $configured, which does not hold both \`postgres\` and \`initdb\`." >&2
  exit 1
fi

if ! find_postgresql; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then without_a_cluster_of_debians; fi
  install_packages 'No PostgreSQL server was found, neither in /usr/lib/postgresql/*/bin nor on the PATH.' postgresql
  find_postgresql || {
    echo 'PostgreSQL was installed, yet its programs are not where they were expected.' >&2
    exit 1
  }
fi

# What starts the server, so that it ends when the service is killed.
command -v setpriv >/dev/null || install_packages 'The program setpriv was not found.' util-linux
