#!/usr/bin/env bash
# Makes what compose.yaml needs in docker/secrets: passwords, certificates, and the secret that brokers share.
#   docker/prepare.sh
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
umask 077
"$here/../cluster-config/make-definitions.sh" "$here/secrets"
"$here/../cluster-config/make-certificates.sh" "$here/secrets" broker,broker-1,broker-2,broker-3,localhost coord worker
cd -- "$here/secrets"
[[ -s erlang.cookie ]] || openssl rand -hex 24 >erlang.cookie
