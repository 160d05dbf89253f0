#!/usr/bin/env bash
# Compile the engine's kernel for the page: playground/kernel.wasm, or the file given.
# Needs clang and lld (Debian: clang lld). Its results do not depend on their version, its bytes do.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-playground/kernel.wasm}
"${CLANG:-clang++}" --target=wasm32 -msimd128 -mbulk-memory -Os -std=c++17 \
  -ffp-contract=off -fno-math-errno -fno-trapping-math \
  -ffreestanding -fno-exceptions -fno-rtti -fvisibility=hidden -nostdlib -Wall -Wextra \
  -Wl,--no-entry -Wl,--strip-all -Wl,--gc-sections -Wl,-z,stack-size=65536 \
  -o "$out" native/wasm.cpp
echo "$out: $(wc -c <"$out") bytes"
