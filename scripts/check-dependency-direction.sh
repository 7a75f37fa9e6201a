#!/usr/bin/env bash
# Proves that the crates depend on each other in one direction: http → domain ← postgres, security, notify, verifier; http, postgres and
# security → patience; app sees all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=0

# must_not_depend CRATE ON…
must_not_depend() {
  local crate=$1 tree on
  shift
  tree=$(cargo tree --quiet --locked --package "$crate" --edges normal --prefix none --format '{p}' | cut -d ' ' -f 1)
  for on in "$@"; do
    if grep -qx "$on" <<<"$tree"; then
      echo "$crate must not depend on $on, and does. \`cargo tree -p $crate -e normal -i $on\` shows how." >&2
      failed=1
    fi
  done
}

must_not_depend tenantry-domain diesel diesel-async tokio-postgres actix-web tokio serde tenantry-patience \
  tenantry-http tenantry-postgres tenantry-security tenantry-notify tenantry-embedded-postgres
must_not_depend tenantry-http diesel diesel-async tokio-postgres \
  tenantry-postgres tenantry-security tenantry-notify tenantry-embedded-postgres
must_not_depend tenantry-postgres actix-web tenantry-http tenantry-security tenantry-notify tenantry-embedded-postgres
must_not_depend tenantry-security actix-web diesel tokio-postgres \
  tenantry-http tenantry-postgres tenantry-notify tenantry-embedded-postgres
must_not_depend tenantry-notify actix-web diesel tokio-postgres tenantry-patience \
  tenantry-http tenantry-postgres tenantry-security tenantry-embedded-postgres
must_not_depend tenantry-verifier actix-web diesel tokio-postgres serde tenantry-patience \
  tenantry-http tenantry-postgres tenantry-security tenantry-notify tenantry-embedded-postgres
must_not_depend tenantry-patience actix-web diesel tokio-postgres serde tenantry-domain
must_not_depend tenantry-embedded-postgres actix-web diesel tenantry-patience tenantry-domain tenantry-http tenantry-postgres tenantry-security

# What only tests may have must not get into the program.
must_not_depend tenantry mockall tenantry-testkit

exit "$failed"
