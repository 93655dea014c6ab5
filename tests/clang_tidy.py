#!/usr/bin/env python3
"""Runs clang-tidy over folders of the tree with the compile commands of a g++ build.

    clang_tidy.py BUILD_FOLDER FOLDER...

g++'s precompiled headers and a few of its flags mean nothing to clang, so it gets commands of its own.
Exits with 1 when a file is not clean.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Flags of g++ that clang does not know, and what takes their place.
UNKNOWN_FLAGS = {
    "-fcoroutines": [],  # C++20 has them
    "-Winvalid-pch": [],
    "-Wno-maybe-uninitialized": [],
    "-Werror": [],  # clang's own warnings are not what is checked here
}

# Debian 12's clang lacks the builtin that libstdc++ makes std::source_location of.
SOURCE_LOCATION = """\
#pragma once
#include <source_location>
#if !__has_builtin(__builtin_source_location)
namespace std {
struct source_location {
    static constexpr source_location current() noexcept { return {}; }
    constexpr const char *file_name() const noexcept { return ""; }
    constexpr const char *function_name() const noexcept { return ""; }
    constexpr unsigned line() const noexcept { return 0; }
    constexpr unsigned column() const noexcept { return 0; }
};
}
#endif
"""


def header_copy(header, folder):
    """The header that is precompiled, where what g++ made of it does not lie beside it."""
    copy = Path(folder, header.strip("/").replace("/", "_"))
    if not copy.exists():
        copy.write_bytes(Path(header).read_bytes())
    return str(copy)


def arguments_for_clang(arguments, folder):
    """Without the compiler cache in front, the precompiled header and the unknown flags."""
    compiler = next(i for i, word in enumerate(arguments) if Path(word).name in {"c++", "g++", "cc", "gcc"})
    words = iter(arguments[compiler + 1:])
    kept = ["clang++", "-include", str(Path(folder, "source_location.h"))]
    for word in words:
        if word == "-include":
            header = next(words)
            kept += [word, header_copy(header, folder) if "cmake_pch" in header else header]
        else:
            kept += UNKNOWN_FLAGS.get(word, [word])
    return kept


def commands_of(build_folder, root, folders, scratch):
    for command in json.loads(Path(build_folder, "compile_commands.json").read_text(encoding="utf-8")):
        file = Path(command["directory"], command["file"])
        if not file.is_relative_to(root) or file.is_relative_to(Path(build_folder).resolve()):
            continue
        if any(file.is_relative_to(root / folder) for folder in folders):
            arguments = command.get("arguments") or shlex.split(command["command"])
            arguments = arguments_for_clang(arguments, scratch)
            yield {"directory": command["directory"], "file": str(file), "arguments": arguments}


def main(arguments):
    if len(arguments) < 2:
        print("usage: clang_tidy.py BUILD_FOLDER FOLDER...", file=sys.stderr)
        return 2
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "source_location.h").write_text(SOURCE_LOCATION, encoding="utf-8")
        commands = list(commands_of(arguments[0], root, arguments[1:], folder))
        if not commands:
            print(f"{arguments[0]} has no commands for {', '.join(arguments[1:])}", file=sys.stderr)
            return 2
        Path(folder, "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")

        def tidy(file):
            return subprocess.run(["clang-tidy", "--quiet", "-p", folder, file], capture_output=True, text=True, check=False)

        clean = True
        files = sorted({command["file"] for command in commands})
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for file, result in zip(files, pool.map(tidy, files)):
                if result.returncode != 0:
                    clean = False
                    print(result.stdout, result.stderr, sep="")
    print(f"clang-tidy: {len(files)} files {'are clean' if clean else 'were looked at; see above'}")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
