#!/usr/bin/env bash
# Makes an authority of your own, a certificate for brokers and any number for clients, all in PEM form.
#   make-certificates.sh FOLDER BROKER-NAME[,NAME...] [CLIENT...]
# as in: make-certificates.sh tls broker-1,broker-2,broker-3,localhost coord worker op
# What exists already is kept, so that clients can be added later. Keep ca.key away from the brokers.
set -euo pipefail

(($# >= 2)) || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
folder=$1 names=$2; shift 2
days=825
umask 077
mkdir -p "$folder"; cd -- "$folder"

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

signed() { # NAME SUBJECT EXTENSIONS
  if [[ -f $1.pem ]]; then printf 'kept %s\n' "$folder/$1.pem"; return; fi
  new_key "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$2" |
    openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -sha256 \
      -extfile <(printf '%s\n' "$3" 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature') \
      -out "$1.pem" 2>/dev/null
  printf 'made %s\n' "$folder/$1.pem"
}

if [[ ! -f ca.pem ]]; then
  new_key ca.key
  openssl req -x509 -new -key ca.key -sha256 -days 3650 -subj "/CN=AgentMarkets brokers" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.pem
  printf 'made %s\n' "$folder/ca.pem"
fi
alternatives=''
IFS=, read -ra all <<<"$names"
for name in "${all[@]}"; do
  if [[ $name =~ ^[0-9.]+$|: ]]; then alternatives+=",IP:$name"; else alternatives+=",DNS:$name"; fi
done
signed server "${all[0]}" $'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName='"${alternatives:1}"
for client in "$@"; do
  signed "client-$client" "$client" 'extendedKeyUsage=clientAuth'
done
