#!/usr/bin/env bash
# Our benchmarks and, in the same run, those of other programs: so that every ratio compares two medians of one machine in one state.
#   benchmarks/compare.sh [CASE…]    cases: hu_window gauss_s2 zoom_linear_1.5 zoom_cubic_1.5 affine_linear affine_cubic sobel_mag conv3d_5x5x5 median_3 median_5 edt fft2 fft3
# PEERS is the folder with the other programs' benchmarks (run.sh, which prints one JSON line a case); without it only ours run.
set -euo pipefail
cd "$(dirname "$0")/.."
declare -A ours=(
  [hu_window]='*WindowBenchmarks*' [gauss_s2]='*GaussianBlurBenchmarks*' [zoom_linear_1.5]='*TrilinearBenchmarks*'
  [sobel_mag]='*SobelBenchmarks*' [conv3d_5x5x5]='*ConvolveBenchmarks*' [median_3]='*MedianBenchmarks*' [median_5]='*MedianBenchmarks*'
  [zoom_cubic_1.5]='*SplineBenchmarks*' [affine_linear]='*AffineBenchmarks*' [affine_cubic]='*AffineBenchmarks*'
  [edt]='*DistanceTransformBenchmarks*' [fft2]='*FourierBenchmarks*' [fft3]='*FourierBenchmarks*'
)
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(hu_window gauss_s2 zoom_linear_1.5)
filters=()
for case in "${cases[@]}"; do
  filters+=("${ours[$case]:?no such case: $case}")
done
dotnet run -c Release --project benchmarks/GpuVol.Benchmarks -- --filter "${filters[@]}"
if [ -n "${PEERS:-}" ]; then
  "$PEERS/run.sh" machine "${cases[@]}"
fi
