#!/bin/sh
# Builds the stand-ins for the CUDA driver and NVRTC into a folder: build.sh FOLDER. With GPUVOL_LIBCUDA and GPUVOL_NVRTC
# naming them, everything that runs on "cuda" runs on the host instead, from the same CUDA text.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cc=cc cxx=c++
command -v cc > /dev/null 2>&1 || cc=clang
command -v c++ > /dev/null 2>&1 || cxx=clang++
mkdir -p "$1"
"$cc" -Wall -Wextra -Werror -O1 -shared -fPIC "$here/libcuda.c" -o "$1/libcuda.so.1" -ldl -lpthread
"$cc" -Wall -Wextra -Werror -O1 -shared -fPIC -DWITHOUT_OPENGL "$here/libcuda.c" -o "$1/libcuda-without-opengl.so.1" -ldl -lpthread
"$cxx" -Wall -Werror -O1 -shared -fPIC -std=c++17 "$here/nvrtc.cpp" -o "$1/libnvrtc.so.12" -ldl
cp "$here/device.hpp" "$1/"
