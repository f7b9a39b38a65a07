#!/bin/sh
# The library as it is installed: shared and static, by pkg-config and by CMake, in C and in C++.
. "$(dirname "$0")/lib.sh"

[ -f "${FX_BIN:-}/CMakeCache.txt" ] || fail 'FX_BIN is not a build folder'
cached() { sed -n "s/^$1:[^=]*=//p" "$FX_BIN/CMakeCache.txt"; }
cc=$(cached CMAKE_C_COMPILER)
home=$T/installed

run 0 cmake --install "$FX_BIN" --prefix "$T/first"
mv "$T/first" "$home" # an installation may be moved
lib=$(dirname "$(find "$home" -name libfxgit.a)")
PKG_CONFIG_PATH=$lib/pkgconfig
export PKG_CONFIG_PATH
same 'version' "$(pkg-config --modversion fxgit)" "$("$home/bin/fxgit" --version | cut -d' ' -f2)"
run 1 sh -c "nm -D --defined-only '$lib/libfxgit.so' | grep -v ' fxgit_'"
ok 'the shared library has no names but its own'

write "$T/version.c" <<'END'
#include <fxgit.h>
#include <stdio.h>

int main(void)
{
    fxgit_init_options o = FXGIT_INIT(fxgit_init_options);

    puts(o.size == sizeof(fxgit_init_options) ? fxgit_version() : "?");
    return 0;
}
END
cp "$T/version.c" "$T/version.cc"
flags='-Wall -Wextra -Wpedantic -Werror'
# shellcheck disable=SC2046,SC2086
{
    run 0 "$cc" -std=c11 $flags $(pkg-config --cflags fxgit) -o "$T/shared" "$T/version.c" $(pkg-config --libs fxgit)
    same 'shared' "$(LD_LIBRARY_PATH=$lib "$T/shared")" "$(pkg-config --modversion fxgit)"
    run 0 "$cc" -std=c11 $flags $(pkg-config --cflags fxgit) -o "$T/static" "$T/version.c" \
        "$lib/libfxgit.a" $(pkg-config --libs --static fxgit | sed 's/-lfxgit//')
    same 'static' "$("$T/static")" "$(pkg-config --modversion fxgit)"
    if command -v c++ >/dev/null; then
        run 0 c++ -std=c++17 $flags $(pkg-config --cflags fxgit) -o "$T/cxx" "$T/version.cc" $(pkg-config --libs fxgit)
        same 'C++' "$(LD_LIBRARY_PATH=$lib "$T/cxx")" "$(pkg-config --modversion fxgit)"
    fi
}
ok 'pkg-config finds both libraries'
# shellcheck disable=SC2016
sed -n '/^```c$/,/^```$/p' "$FX_SRC/README.md" | sed '/^```/d' >"$T/app.c"
# shellcheck disable=SC2046,SC2086
run 0 "$cc" -std=c11 $flags $(pkg-config --cflags fxgit) -o "$T/app" "$T/app.c" $(pkg-config --libs fxgit)
new_repo
run 0 "$home/bin/fxgit" init --no-hooks --database sqlite:///app.db
run 0 "$home/bin/fxgit" new --empty
run 0 env LD_LIBRARY_PATH="$lib" "$T/app"
out_has '1 moves'
run 0 "$home/bin/fxgit" current
rm fxgit.yml
run 4 env LD_LIBRARY_PATH="$lib" "$T/app"
ok "the README's program"

run 0 cmake -S "$FX_SRC/tests/api" -B "$T/build" -G Ninja -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$home" \
    -DCMAKE_BUILD_TYPE=Debug
run 0 ninja -C "$T/build"
ok 'the CMake package finds both libraries'
for kind in fxgit fxgit_static; do
    for test in original contract; do
        run 0 env LD_LIBRARY_PATH="$lib" "$T/build/${test}_$kind"
        ok "$test, $kind"
    done
done
