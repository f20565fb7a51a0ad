#!/usr/bin/env bash
# Runs what the README shows, on a built tree: every line of its ```sh blocks but the test command (the caller runs that), the
# library example, whose text must be that of samples/QuickStart/Program.cs, and the other sample.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

diff <(awk '/^```csharp$/ {on = 1; next} /^```$/ {on = 0} on' README.md) samples/QuickStart/Program.cs \
  || { echo "README.md: the library example differs from samples/QuickStart/Program.cs" >&2; exit 1; }

# In the README gpuvol is on the path; here it is the build's.
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec dotnet "%s/src/GpuVol.Cli/bin/Release/net10.0/gpuvol.dll" "$@"\n' "$root" >"$scratch/bin/gpuvol"
chmod +x "$scratch/bin/gpuvol"
export PATH="$scratch/bin:$PATH"

awk '/^```sh$/ {on = 1; next} /^```$/ {on = 0} on' README.md | while IFS= read -r line; do
  case $line in
    "" | "#"* | "dotnet test"* | *install-system-packages*) continue ;;
    "dotnet run"*) (cd "$root" && eval "$line --out $scratch/demo") </dev/null ;;
    *) (cd "$scratch" && eval "$line") </dev/null ;;
  esac || { echo "README.md: '$line' failed" >&2; exit 1; }
done

(cd "$scratch" && dotnet run -c Release --no-build --project "$root/samples/QuickStart")
ls "$scratch"/phantom-0.5mm.nii.gz >/dev/null
(cd "$scratch" && dotnet run -c Release --no-build --project "$root/samples/RenderOnDevice")
ls "$scratch"/phantom-2.png >/dev/null
