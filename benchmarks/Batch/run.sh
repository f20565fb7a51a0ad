#!/usr/bin/env bash
# Scans per minute of bulk work beside a SciPy and nibabel script with two processes, in one run, the programs one after the other:
#
#   benchmarks/Batch/run.sh FOLDER [SCANS [PEER_SCANS]]     100 scans of 256 x 256 x 256; the peer works on the first PEER_SCANS (default all)
#
# Makes the scans where they are missing. Wants a Release build; python3 with SciPy and nibabel (PYTHON names another).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${GPUVOL:-dotnet $here/../../src/GpuVol.Cli/bin/Release/net10.0/gpuvol.dll}
python=${PYTHON:-python3}
folder=$1 scans=${2:-100}
peer_scans=${3:-$scans}

"$python" "$here/make_scans.py" "$folder/scans" "$scans"
for dtype in i16 f32; do
  recipe=$folder/cubic-$dtype.json
  printf '{ "steps": [ { "verb": "resample", "spacing-mm": 1, "order": 3 } ], "output": { "dtype": "%s" } }\n' $dtype >"$recipe"
  rm -rf "$folder/gpuvol" "$folder/scipy"
  echo "gpuvol $dtype:"
  $program batch "$recipe" "$folder/scans" --out "$folder/gpuvol" | sed 's/^/  /'
  "$python" -W ignore "$here/scipy_batch.py" "$folder/scans" "$folder/scipy" $dtype 2 "$peer_scans"
done
rm -rf "$folder/gpuvol" "$folder/scipy"
