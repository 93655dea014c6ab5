#!/usr/bin/env python3
"""Tests that the documents name must exist: `file: function` in backquotes, one line per name that does not.

Usage: check_docs.py ROOT. Exits with 1 when there is one.
"""

import pathlib
import re
import sys

NAME = re.compile(r"`(tst_\w+): (\w+)`")


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    sources = {path.stem: path.read_text() for path in root.glob("tests/**/tst_*.cpp")}
    problems = 0
    for document in [root / "README.md", *sorted(root.glob("resources/docs/*.md"))]:
        for number, line in enumerate(document.read_text().splitlines(), 1):
            for test, function in NAME.findall(line):
                if f"void {function}(" not in sources.get(test, ""):
                    print(f"{document.relative_to(root)}:{number}: there is no test {test}: {function}")
                    problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
