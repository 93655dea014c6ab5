#!/usr/bin/env python3
"""Runs clang-tidy over folders of the tree, with the commands and the precompiled header of a build by clang.

    clang_tidy.py BUILD_FOLDER FOLDER...

The build has to be there, by the clang that this clang-tidy comes with. Exits with 1 when a file is not clean.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = "clang-tidy-16"


def files_of(build_folder, folders):
    """The files of the folders that the build compiles; those that it makes itself lie elsewhere."""
    root = Path(__file__).resolve().parent.parent
    build = Path(build_folder).resolve()
    files = set()
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        file = Path(command["directory"], command["file"]).resolve()
        if not file.is_relative_to(build) and any(file.is_relative_to(root / folder) for folder in folders):
            files.add(str(file))
    return sorted(files)


def main(arguments):
    if len(arguments) < 2:
        print("usage: clang_tidy.py BUILD_FOLDER FOLDER...", file=sys.stderr)
        return 2
    build_folder, *folders = arguments
    files = files_of(build_folder, folders)
    if not files:
        print(f"{build_folder} has no commands for {', '.join(folders)}", file=sys.stderr)
        return 2

    def tidy(file):
        return subprocess.run([PROGRAM, "--quiet", "-p", build_folder, file], capture_output=True, text=True, check=False)

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
