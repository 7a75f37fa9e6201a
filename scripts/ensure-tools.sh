#!/usr/bin/env bash
# Makes sure that programs are there: scripts/ensure-tools.sh cargo cc curl jq. Says nothing when they are.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/install-packages.sh"

# The first release of Rust that this builds with, as Cargo.toml says.
least_rust=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$(dirname "${BASH_SOURCE[0]}")/../Cargo.toml")

ensure_cargo() {
  local found
  if ! command -v cargo >/dev/null; then
    echo "Rust was not found. Install $least_rust or newer, for instance by https://rustup.rs, and start again." >&2
    return 1
  fi
  found=$(rustc --version | cut -d ' ' -f 2)
  if [ "$(printf '%s\n' "$least_rust" "$found" | sort -V | head -n 1)" != "$least_rust" ]; then
    echo "Rust $found is too old: $least_rust or newer is needed. With rustup: rustup update stable" >&2
    return 1
  fi
}

for tool in "$@"; do
  case $tool in
    cargo) ensure_cargo ;;
    # The compiler and the headers of the C library that it needs.
    cc) command -v cc >/dev/null || install_packages 'A C compiler was not found.' gcc libc6-dev ;;
    *) command -v "$tool" >/dev/null || install_packages "The program $tool was not found." "$tool" ;;
  esac
done
