#!/usr/bin/env python3
"""What the documents name must exist, one line per name that does not: tests (`file: function` in backquotes), files
(`folder/file.ending` in backquotes, from the root or beside the document), targets of links and their anchors.

Usage: check_docs.py ROOT. Exits with 1 when there is one.
"""

import pathlib
import re
import sys

NAME = re.compile(r"`(tst_\w+): (\w+)`")
FILE = re.compile(r"`((?:app|core|ui|tests|resources)/[\w./-]+\.(?:md|py|sh|h|cpp|txt|cmake))`|`([\w-]+\.md)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(text):
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def missing_files(root, document, text, line):
    for from_root, name in FILE.findall(line):
        if not (root / (from_root or name)).exists() and not (document.parent / (from_root or name)).exists():
            yield from_root or name
    for target in LINK.findall(line):
        path, _, anchor = target.partition("#")
        if ":" in path:
            continue
        if path and not (document.parent / path).exists():
            yield target
        elif anchor and not path and anchor not in anchors(text):
            yield target


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    sources = {path.stem: path.read_text() for path in root.glob("tests/**/tst_*.cpp")}
    problems = 0
    documents = [root / "README.md", root / "CONTRIBUTING.md", root / "CHANGELOG.md", *sorted(root.glob("resources/docs/*.md"))]
    for document in documents:
        text = document.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            for name in missing_files(root, document, text, line):
                print(f"{document.relative_to(root)}:{number}: there is no {name}")
                problems += 1
            for test, function in NAME.findall(line):
                if f"void {function}(" not in sources.get(test, ""):
                    print(f"{document.relative_to(root)}:{number}: there is no test {test}: {function}")
                    problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
