#!/usr/bin/env bash
# Starts the workers of a list like workers.txt, those of other machines with ssh, and stays: they end with it.
#   AGENTMARKETS_BROKER=amqps://worker@broker-1/agentmarkets start-workers.sh workers.txt [OPTION...]
# OPTIONs go to every worker, such as --ca and --password-file, whose files must lie on every machine. The program is
# called agentmarkets there, or what AGENTMARKETS names.
set -euo pipefail

(($# >= 1)) || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
list=$1; shift
broker=${AGENTMARKETS_BROKER:?the URL of the broker, without a password}
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
started=0
while read -r machine device slots _; do
  if [[ -z $machine || $machine == '#'* ]]; then continue; fi
  worker=("${AGENTMARKETS:-agentmarkets}" node --broker "$broker" --device "$device" --slots "$slots" "$@")
  if [[ $machine == localhost ]]; then
    "${worker[@]}" </dev/null &
  else
    # With a terminal the worker ends when ssh does.
    ssh -tt -o BatchMode=yes "$machine" "$(printf '%q ' "${worker[@]}")" </dev/null &
  fi
  started=$((started + 1))
done <"$list"
printf 'started %d workers; an interrupt ends them\n' "$started" >&2
wait
