#!/usr/bin/env bash
# Makes sure that the tests find an nginx with auth_request. Says nothing when there is one.
# Installing Debian's package would start a web server on port 80, now and at every boot. Nobody here needs that one, so where nginx is
# missing, the program alone is taken out of the package, into the build's own folder. That takes no rights but apt's lists.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${CARGO_TARGET_DIR:-target}/nginx

serves() {
  { "$1" -V 2>&1 || true; } | grep -q http_auth_request_module
}

find_nginx() {
  local program
  for program in nginx /usr/sbin/nginx "$folder/usr/sbin/nginx"; do
    if command -v "$program" >/dev/null && serves "$program"; then return; fi
  done
  return 1
}

unpack_nginx() {
  local download
  command -v apt-get >/dev/null || return
  echo "nginx was not found. Taking it out of its package, into $folder" >&2
  download=$(mktemp -d) || return
  if [ "$(id -u)" -eq 0 ]; then apt-get update -qq >&2 || return; fi
  # Nobody else may write there, so root does not leave the fetching to another user.
  (cd "$download" && apt-get download -qq -o APT::Sandbox::User=root nginx >&2) &&
    mkdir -p "$folder" &&
    dpkg-deb --extract "$download"/nginx_*.deb "$folder"
  local outcome=$?
  rm -rf "$download"
  return "$outcome"
}

if ! find_nginx && ! { unpack_nginx && find_nginx; }; then
  echo 'No nginx with auth_request was found. Install it and start again. On Debian and Ubuntu: sudo apt-get install nginx' >&2
  exit 1
fi
