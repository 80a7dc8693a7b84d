#!/usr/bin/env bash
# Adds a migration for every provider: ./migrate.sh AddSomething
set -euo pipefail
cd "$(dirname "$0")"
name=${1:?give the migration a name, for example ./migrate.sh AddDocuments}
dotnet tool restore >/dev/null
dotnet ef migrations add "$name" --context SqliteAppDbContext \
  --project CoachHub.Domain --startup-project CoachHub.Domain --output-dir Kernel/Data/Migrations/Sqlite
