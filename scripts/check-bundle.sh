#!/usr/bin/env bash
# Packs the bundle and tries it in a root folder that has nothing but it and the C and C++ libraries: no .NET, no shell, no locale,
# no home, no certificates. Wants root or user namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
scripts/bundle.sh "$scratch/bundle.tar.gz"

node=$scratch/node
mkdir -p "$node"/{dev,proc,tmp}
tar -C "$node" -xzf "$scratch/bundle.tar.gz"
mv "$node"/gpuvol-* "$node/gpuvol"
libraries=(/lib64/ld-linux-x86-64.so.2)
[ "$(uname -m)" = x86_64 ] || libraries=(/lib/ld-linux-aarch64.so.1)
for library in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libgcc_s.so.1 libstdc++.so.6; do
  libraries+=("$(/sbin/ldconfig -p | awk -v library="$library" '$1 == library && !found++ {print $NF}')")
done
for library in "${libraries[@]}"; do
  mkdir -p "$node$(dirname "$library")"
  cp -L "$library" "$node$library"
done

# What every node has besides files: /proc and the null and random devices.
in_node() {
  unshare --map-root-user --mount --pid --fork sh -c '
    set -e
    node=$1; shift
    mount -t proc proc "$node/proc"
    for device in null urandom; do touch "$node/dev/$device"; mount --bind "/dev/$device" "$node/dev/$device"; done
    exec env -i "$(PATH=$PATH:/usr/sbin command -v chroot)" "$node" "$@"' sh "$node" "$@"
}

in_node /gpuvol/gpuvol --version
in_node /gpuvol/gpuvol devices
in_node /gpuvol/gpuvol phantom shepp-logan-3d /tmp/head.nii.gz --size 48
in_node /gpuvol/gpuvol resample /tmp/head.nii.gz /tmp/fine.nii.gz --spacing-mm 0.5,0.5,0.5 --order 3
# The same bytes as the build beside it writes.
dotnet src/GpuVol.Cli/bin/Release/net10.0/gpuvol.dll resample "$node/tmp/head.nii.gz" "$scratch/fine.nii.gz" --spacing-mm 0.5,0.5,0.5 --order 3
cmp "$node/tmp/fine.nii.gz" "$scratch/fine.nii.gz"
