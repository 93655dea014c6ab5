#!/usr/bin/env python3
"""Runs clang-tidy over folders of the tree, with the commands of a build by clang.

    clang_tidy.py BUILD_FOLDER FOLDER...

The precompiled header is left out: checks go through everything that a file includes, and that is all of Qt Core.
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

PROGRAM = "clang-tidy-16"


def without_precompiled_header(words):
    """Without -Xclang -include-pch -Xclang FILE -Xclang -include -Xclang HEADER."""
    kept = []
    skipped = 0
    for word, following in zip(words, words[1:] + [""]):
        if skipped:
            skipped -= 1
        elif word == "-Xclang" and following in {"-include-pch", "-include"}:
            skipped = 3
        else:
            kept.append(word)
    return kept


def commands_of(build_folder, folders):
    """For the files of the folders that the build compiles; those that it makes itself lie elsewhere."""
    root = Path(__file__).resolve().parent.parent
    build = Path(build_folder).resolve()
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        file = Path(command["directory"], command["file"]).resolve()
        if not file.is_relative_to(build) and any(file.is_relative_to(root / folder) for folder in folders):
            words = shlex.split(command["command"])
            compiler = next(i for i, word in enumerate(words) if "clang" in Path(word).name)
            arguments = without_precompiled_header(words[compiler:])
            yield {"directory": command["directory"], "file": str(file), "arguments": arguments}


def main(arguments):
    if len(arguments) < 2:
        print("usage: clang_tidy.py BUILD_FOLDER FOLDER...", file=sys.stderr)
        return 2
    build_folder, *folders = arguments
    commands = list(commands_of(build_folder, folders))
    if not commands:
        print(f"{build_folder} has no commands for {', '.join(folders)}", file=sys.stderr)
        return 2
    files = sorted({command["file"] for command in commands})
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")

        def tidy(file):
            return subprocess.run([PROGRAM, "--quiet", "-p", folder, file], capture_output=True, text=True, check=False)

        clean = True
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for result in pool.map(tidy, files):
                if result.returncode != 0:
                    clean = False
                    print(result.stdout, result.stderr, sep="")
    print(f"clang-tidy: {len(files)} files {'are clean' if clean else 'were looked at; see above'}")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
