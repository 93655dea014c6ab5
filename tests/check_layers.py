#!/usr/bin/env python3
"""Checks the layers and a few rules of the house (DESIGN: "Layers"; CONTRIBUTING.md).

    check_layers.py ROOT

Prints one line per violation, "path:line: text", and exits with 1 when there is one. ROOT is any
folder that holds the tree; build/ and hidden folders are not looked at.
"""

import os
import re
import sys
from pathlib import Path

# Lowest first. A folder may include those on lower lines; folders on one line do not know each other.
LAYERS = [
    ["core/base"],
    ["core/trace", "core/jobs"],
    ["core/wire", "core/monitor", "core/record"],
    ["core/async", "core/link"],
    ["core/net", "core/exec"],
    ["core/scenario"],
    ["core/session"],
    ["ui/models", "ui/theme"],
    ["ui/charts"],
    ["ui/panels"],
    ["ui"],
    ["app/cli", "app/worker", "app/probe"],
    ["app/loopscope"],
]
LEVEL = {folder: level for level, line in enumerate(LAYERS) for folder in line}
MAY_SHOW_WINDOWS = "app/loopscope"
TOP_FOLDERS = {"app", "core", "ui", "tests", "resources"}

# Nested event loops where they are the point or cannot hurt: path prefix -> why.
NESTED_LOOPS_ALLOWED = {
    "app/loopscope/": "the program's own main loop",
    "app/worker/": "the worker's own main loop",
    "app/cli/": "the command line's own main loop",
    "core/scenario/slowcallback/slowcallback_nested": "shows one",
    "core/net/serverthread": "the loop of a server's own thread",
}

LONGEST_FILE = 500
SOURCE_ENDINGS = {".h", ".cpp"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
WIDGET_HEADER = re.compile(
    r"^(QtWidgets|QtGui|QtCharts|QtSvg|QtOpenGL)(/|$)"
    r"|^(Q(?!ByteArrayView|StringView|\w*StringView|ContiguousCache)[A-Z]\w*(Widget|Dialog|Window|View|Layout|Button|Label|Box|Slider|Menu|Bar|Edit|Style|Chart|Series|Axis)"
    r"|QWidget|QDialog|QLabel|QMainWindow|QApplication|QGuiApplication|QPainter\w*|QPen|QBrush|QColor|QFont\w*"
    r"|QImage\w*|QPixmap|QIcon|QPalette|QScreen|QCursor|QAction|QChart\w*|QGraphics\w*|QStandardItemModel)$"
    r"|^q(widget|painter|application|guiapplication|image|pixmap|color|font|icon)\w*\.h$"
)
WALL_CLOCK = re.compile(r"\bQDateTime::current\w*|\bQTime::currentTime\b|\bQDate::currentDate\b")
NESTED_LOOP = re.compile(
    r"\bQEventLoop\b|(?:\.|->|::)exec\s*\(|\bprocessEvents\s*\("
    # QCoro's waitFor, also after a using; not a function of ours that happens to have the name.
    r"|\bQCoro::waitFor\s*\(|(?:^|[=(;{,!&|]|\breturn)\s*waitFor\s*\("
)
# Not event loops: a query's exec, a thread's.
HARMLESS_EXEC = re.compile(r"\bquery\w*\s*(?:\.|->)exec\s*\(|\bQThread::exec\s*\(")
COMMAND = re.compile(r"\b(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
WINDOW_TARGET = re.compile(r"^Qt6::(Widgets|Gui|Charts|Svg|SvgWidgets|OpenGL\w*|PrintSupport)$")


def folder_of(path):
    """The layer's folder that a path (from the root) lies in, or None."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        folder = "/".join(parts[:length])
        if folder in LEVEL:
            # Only window.h and its like lie in ui itself; an unknown folder below it is no layer.
            return folder if folder != "ui" or length == len(parts) else None
    return None


def folder_of_target(target):
    """Loopscope::CoreWire -> core/wire; None for what is not a layer's library."""
    words = re.findall(r"[A-Z][a-z0-9]*", target.removeprefix("Loopscope::"))
    if not words:
        return None
    top = words[0].lower()
    for length in (2, 1):
        folder = "/".join([top, *(word.lower() for word in words[1:length])])
        if len(words) >= length and folder in LEVEL:
            return folder
    return None


def why_not(user, used):
    """Why `user` may not use `used`; None when it may."""
    if user == used:
        return None
    if used.split("/")[0] == "ui" and user.split("/")[0] != "ui" and user != MAY_SHOW_WINDOWS:
        return f"{user} may not use the window ({used})"
    if LEVEL[used] == LEVEL[user]:
        return f"{user} and {used} are on one layer and may not know each other"
    if LEVEL[used] > LEVEL[user]:
        return f"{user} may not use {used}, which is a higher layer"
    return None


class Comments:
    """Takes comments and literals out of a file, a line at a time."""

    def __init__(self):
        self.inside = False

    def strip(self, line):
        out = []
        at = 0
        while at < len(line):
            if self.inside:
                end = line.find("*/", at)
                if end < 0:
                    return "".join(out)
                self.inside, at = False, end + 2
            elif line.startswith("//", at):
                break
            elif line.startswith("/*", at):
                self.inside, at = True, at + 2
            elif line[at] == '"':
                end = at + 1
                while end < len(line) and line[end] != '"':
                    end += 2 if line[end] == "\\" else 1
                out.append('""')
                at = end + 1
            else:
                out.append(line[at])
                at += 1
        return "".join(out)


def check_quoted_include(path, included):
    folder = folder_of(path)
    top = included.split("/")[0]
    if ".." in included.split("/"):
        yield f'"{included}" goes up; write includes from the root of the tree'
    elif included.startswith("ui_") or included.endswith(".moc") or "/" not in included and path.startswith("tests/"):
        return
    elif top not in TOP_FOLDERS:
        yield f'"{included}" does not begin with a folder of the tree ({", ".join(sorted(TOP_FOLDERS))})'
    elif top == "tests":
        if not path.startswith("tests/"):
            yield f'"{included}": only tests may include tests'
    elif top in {"app", "core", "ui"} and not path.startswith("tests/"):
        used = folder_of(included)
        if used is None:
            yield f'"{included}" lies in no known layer; the list is in tests/check_layers.py'
        elif folder is not None:
            reason = why_not(folder, used)
            if reason:
                yield f'"{included}": {reason}'


def check_source(path, text):
    lines = text.split("\n")
    if len(lines) - 1 > LONGEST_FILE:
        yield LONGEST_FILE + 1, f"{len(lines) - 1} lines; a file has at most {LONGEST_FILE}"
    product = path.split("/")[0] in {"core", "ui", "app"}
    if product and folder_of(path) is None:
        yield 1, "lies in no known layer; the list is in tests/check_layers.py"
    may_nest = any(path.startswith(prefix) for prefix in NESTED_LOOPS_ALLOWED) or Path(path).stem == "main"
    comments = Comments()
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line) if not comments.inside else None
        if include:
            if include[1]:
                yield from ((number, reason) for reason in check_quoted_include(path, include[1]))
            elif path.startswith("core/") and WIDGET_HEADER.search(include[2]):
                yield number, f"<{include[2]}>: core knows no windows and pictures"
            if product and not may_nest and include[2] == "QEventLoop":
                yield number, "QEventLoop: no nested event loops"
            continue
        code = comments.strip(line)
        if not product:
            continue
        if WALL_CLOCK.search(code):
            yield number, "wall clock; use core/base/steadytime.h"
        if not may_nest and NESTED_LOOP.search(HARMLESS_EXEC.sub("", code)):
            yield number, "nested event loop; nothing may wait for events inside an event"


def check_cmake(path, text):
    folder = folder_of(path)
    if path.startswith("tests/") or folder is None:
        return
    text = re.sub(r"#[^\n]*", lambda comment: " " * len(comment[0]), text)
    for command in COMMAND.finditer(text):
        if command[1] not in {"loopscope_add_library", "target_link_libraries", "loopscope_add_program"}:
            continue
        for word in re.finditer(r"[\w:]+", command[2]):
            number = text.count("\n", 0, command.start(2) + word.start()) + 1
            target = word[0]
            if target.startswith("loopscope_core_") or target.startswith("loopscope_ui"):
                target = "Loopscope::" + "".join(part.title() for part in target.split("_")[1:])
            if WINDOW_TARGET.match(target) and path.startswith("core/"):
                yield number, f"{target}: core knows no windows and pictures"
            elif target == "Loopscope::Testing":
                yield number, f"{target}: only tests may link tests"
            elif target.startswith("Loopscope::"):
                used = folder_of_target(target)
                reason = why_not(folder, used) if used else None
                if reason:
                    yield number, f"{target}: {reason}"


def files_below(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "build" and not name.startswith("."))
        for name in sorted(names):
            yield Path(folder, name)


def check_tree(root):
    for file in files_below(root):
        path = file.relative_to(root).as_posix()
        if file.suffix in SOURCE_ENDINGS:
            check = check_source
        elif file.name == "CMakeLists.txt":
            check = check_cmake
        else:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        yield from (f"{path}:{number}: {reason}" for number, reason in check(path, text))


def main(arguments):
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: check_layers.py ROOT    (a folder)", file=sys.stderr)
        return 2
    violations = list(check_tree(Path(arguments[0])))
    print("\n".join(violations), end="\n" if violations else "")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
