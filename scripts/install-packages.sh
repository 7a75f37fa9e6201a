# shellcheck shell=bash
# To be sourced: how a missing tool is come by. Root on a machine with apt gets it installed; everybody else is told what to do.

# install_packages WHY PACKAGE…
install_packages() {
  local why=$1
  shift
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    printf '%s\nInstall it and start again. On Debian and Ubuntu: sudo apt-get install %s\n' "$why" "$*" >&2
    return 1
  fi
  printf '%s\nInstalling: %s\n' "$why" "$*" >&2
  apt-get update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}
