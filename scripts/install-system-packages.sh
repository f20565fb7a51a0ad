#!/usr/bin/env bash
# Installs the Debian packages that the tests use: an OpenCL runtime for the CPU (PoCL), OpenGL in software (Mesa), windows (GLFW, Xvfb), clang (checks the generated CUDA
# text), Python readers that check our files independently, and schedulers of jobs. Optional for users: without them those tests are skipped.
# Idempotent: does nothing where everything is there.
set -euo pipefail

packages=(
  ocl-icd-libopencl1 pocl-opencl-icd   # OpenCL loader and CPU runtime
  libegl1 libegl-mesa0 libgl1-mesa-dri  # OpenGL without a display, in software
  libglfw3 xvfb xdotool                # windows, on a display without a screen, with mouse and keys
  clang gcc libc6-dev                  # compiles generated CUDA text to PTX; the CUDA driver stand-in of the tests
  python3-numpy python3-nibabel python3-pydicom  # independent readers
  ismrmrd-tools                        # makes and reconstructs raw MRI data
  slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge  # a cluster on this machine, for batch jobs
  parallel                             # GNU parallel, likewise
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}" >&2
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -q
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "${missing[@]}"
