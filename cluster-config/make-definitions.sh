#!/usr/bin/env bash
# Writes definitions.json for your brokers with a new password for each user, which the broker is given as a hash only.
#   make-definitions.sh FOLDER
# FOLDER then holds definitions.json and, of mode 600, coord.password, worker.password and op.password: what
# `agentmarkets --password-file` takes. Passwords that lie there already are kept.
set -euo pipefail

(($# == 1)) || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
umask 077
mkdir -p "$1"; cd -- "$1"

# base64(salt | SHA-256(salt | password)), with a salt of four bytes.
hashed() { # PASSWORD-FILE
  local salt=salt.$$
  head -c 4 /dev/urandom >"$salt"
  { cat "$salt"; { cat "$salt"; tr -d '\n' <"$1"; } | openssl dgst -sha256 -binary; } | base64 -w 0
  rm -f "$salt"
}

definitions=$(<"$here/definitions.json")
for user in coord worker op; do
  [[ -s $user.password ]] || openssl rand -base64 24 | tr '+/' '-_' >"$user.password"
  definitions=$(awk -v user="\"$user\"" -v hash="$(hashed "$user.password")" '
    /"name":/ { mine = index($0, user) > 0 }
    mine && /"password_hash": ""/ { sub(/""/, "\"" hash "\"") }
    { print }' <<<"$definitions")
done
printf '%s\n' "$definitions" >definitions.json
printf 'made %s/definitions.json and the passwords beside it\n' "$1"
