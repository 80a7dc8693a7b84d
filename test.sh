#!/usr/bin/env bash
# Builds CoachHub and runs all its tests. The last line is "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

# The journeys drive the system's Chromium. On a fresh Debian machine it is not there yet.
if ! command -v chromium >/dev/null && [ -z "${CHROMIUM:-}" ]; then
  if command -v apt-get >/dev/null; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    echo "Installing Chromium for the browser tests"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  else
    echo "No Chromium found and no apt-get to install it with: set CHROMIUM to the path of one." >&2
    exit 1
  fi
fi

dotnet build CoachHub.sln --nologo

output=$(mktemp)
trap 'rm -f "$output"' EXIT
code=0
dotnet test --solution CoachHub.sln --no-build </dev/null 2>&1 | tee "$output" || code=$?

# The runner's own summary; a run that stopped before it has none, and has failed.
count() { sed -nE "s/^ *$1: *([0-9]+).*/\1/p" "$output" | tail -1; }
passed=$(count succeeded) failed=$(count failed)
if [ -z "$passed" ] || [ -z "$failed" ]; then
  echo "The test runner stopped without a summary (exit code $code)." >&2
  exit 1
fi
[ "$code" -ne 0 ] || [ "$failed" -eq 0 ] || code=1

# The runner calls measurements that run only by name "skipped"; they are no tests and do not count.
echo "$passed passed, $failed failed"
exit "$code"
