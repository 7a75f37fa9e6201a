#!/usr/bin/env bash
# Refuses Rust files of more than 400 lines: one idea each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

long=$(find crates tests benches faults -name '*.rs' -not -path '*/target/*' -exec wc -l {} + | awk '$1 > 400 && $2 != "total" { print $2 " has " $1 " lines" }')
if [ -n "$long" ]; then
  printf '%s\nSplit what is longer than 400 lines.\n' "$long" >&2
  exit 1
fi
