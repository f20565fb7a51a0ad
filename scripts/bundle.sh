#!/usr/bin/env bash
# Packs gpuvol with its own copy of the .NET runtime into one archive, for machines without .NET (the nodes of a cluster):
#
#   scripts/bundle.sh [ARCHIVE.tar.gz]      by default gpuvol-VERSION-linux-ARCH.tar.gz in the working folder
#
# Unpacked anywhere, gpuvol-VERSION-linux-ARCH/gpuvol runs with the C and C++ libraries that any glibc Linux has. The same sources and
# SDK give the same bytes.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
case $(uname -m) in
  x86_64) runtime=linux-x64 ;;
  aarch64) runtime=linux-arm64 ;;
  *) echo "bundle.sh: no .NET runtime for $(uname -m)." >&2; exit 2 ;;
esac
version=$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' "$root/Directory.Build.props")
name=gpuvol-$version-$runtime
archive=$(realpath -m "${1:-$name.tar.gz}")
limit_mb=60

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

project=$root/src/GpuVol.Cli/GpuVol.Cli.csproj
# Restored so, the packages include the precompiler, which the build then finds.
if ! dotnet restore "$project" -r "$runtime" -p:SelfContained=true -p:PublishReadyToRun=true -v q >"$scratch/restore.log" 2>&1; then
  cat "$scratch/restore.log" >&2
  echo "bundle.sh: the packages Microsoft.NETCore.App.Runtime.$runtime and Microsoft.NETCore.App.Crossgen2.$runtime, in the version of the SDK's runtime" \
    "($(dotnet --list-runtimes | awk '/^Microsoft.NETCore.App/ {v = $2} END {print v}')), must be in a NuGet feed or in the local cache. Add a feed that has them (dotnet nuget add source)." >&2
  exit 1
fi
dotnet publish "$project" -c Release -r "$runtime" --self-contained --no-restore -p:DebugType=none -o "$scratch/$name" -v q -nologo
cp "$root/LICENSE" "$scratch/$name/"
chmod -R u=rwX,go=rX "$scratch/$name"

mkdir -p "$(dirname "$archive")"
tar -C "$scratch" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c "$name" | gzip -n >"$scratch/archive"
size_mb=$(($(stat -c %s "$scratch/archive") / 1000000))
[ "$size_mb" -lt "$limit_mb" ] || { echo "bundle.sh: the archive has $size_mb MB; the limit is $limit_mb MB." >&2; exit 1; }
mv "$scratch/archive" "$archive"
echo "$archive: $size_mb MB"
