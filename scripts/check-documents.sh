#!/usr/bin/env bash
# Holds the documents against what they describe: links between files lead somewhere, README.md has every setting.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=0
complain() {
  echo "$1" >&2
  failed=1
}

documents=(README.md SECURITY.md migrations/README.md docs/*.md docs/adr/*.md)

for document in "${documents[@]}"; do
  while read -r target; do
    [ -e "$(dirname "$document")/$target" ] || complain "$document links to $target, which is not there."
  done < <(grep -oE '\]\([^)#]+' "$document" | cut -c 3- | grep -vE '^[a-z]+:')
done

# section.key of every line `key = …` of the defaults, those that are commented out included.
settings=$(awk '
  /^\[/ { section = substr($0, 2, index($0, "]") - 2) "." }
  match($0, /^(# )?[a-z_]+ = /) { key = $0; sub(/^# /, "", key); sub(/ = .*/, "", key); print section key }
' config/default.toml)
for setting in $settings; do
  # A secret that may be in a file is one row.
  grep -qF -e "\`$setting\`" -e "\`${setting%_file}\`" README.md || complain "README.md does not explain the setting $setting."
done

exit "$failed"
