#!/usr/bin/env python3
"""The diagram of resources/docs/architecture.md against the libraries and programs that CMake builds.

    check_architecture.py ROOT             prints what differs
    check_architecture.py ROOT --print     prints the arrows as they are

An arrow is what a target links, unless it follows from other arrows. Nodes are named as folders: core_net is core/net.
"""

import pathlib
import re
import sys

CALL = re.compile(r"\b(loopscope_add_library|loopscope_add_monitor_package|add_executable|add_library|target_link_libraries)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
NAMES = {"loopscope_ui": "ui", "loopscope-monitor": "libloopscope_monitor", "loopscope": "loopscope",
         "loopscope-worker": "loopscope_worker", "loopscope-probe-qt6": "libloopscope_probe_qt6", "loopscope-probe": "libloopscope_probe"}


def name_of(target):
    """Loopscope::CoreWire and loopscope_core_wire are core_wire."""
    if target in NAMES:
        return NAMES[target]
    if target.startswith("Loopscope::"):
        return "_".join(word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", target.removeprefix("Loopscope::")))
    return target.removeprefix("loopscope_")


def links(words):
    return {name_of(word) for word in words if word.startswith("Loopscope::")}


def real_edges(root):
    edges = {}
    for file in sorted([*root.glob("core/*/CMakeLists.txt"), *root.glob("app/*/CMakeLists.txt"),
                        *root.glob("ui/*/CMakeLists.txt"), root / "ui/CMakeLists.txt"]):
        text = re.sub(r"#.*", "", file.read_text())
        for command, arguments in CALL.findall(text):
            words = arguments.replace('"', " ").split()
            target = "loopscope-monitor" if command == "loopscope_add_monitor_package" else words[0]
            if "$" in target:
                continue
            edges.setdefault(name_of(target), set()).update(links(words[0 if target != words[0] else 1:]))
    return edges


def reachable(edges, start):
    seen, waiting = set(), list(edges.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += edges.get(node, ())
    return seen


def reduced(edges):
    """Without the arrows that follow from others."""
    return {node: {to for to in targets if not any(to in reachable(edges, other) for other in targets - {to})}
            for node, targets in edges.items()}


def drawn(document):
    block = re.search(r"```mermaid\n(.*?)```", document.read_text(), re.DOTALL)[1]
    edges = {}
    for line in block.split("\n"):
        arrow = re.fullmatch(r"\s*(\w+)\s*-->\s*([\w &]+)", line)
        node = re.fullmatch(r"\s*(\w+)(?:[\[({].*)?", line)
        if arrow:
            edges.setdefault(arrow[1], set()).update(arrow[2].replace("&", " ").split())
        elif node and node[1] not in ("graph", "flowchart", "end", "subgraph"):
            edges.setdefault(node[1], set())
    for target in set().union(*edges.values()):
        edges.setdefault(target, set())
    return edges


def main():
    root = pathlib.Path(sys.argv[1])
    real = reduced(real_edges(root))
    if "--print" in sys.argv[2:]:
        for node, targets in real.items():
            print(f"    {node} --> {' & '.join(sorted(targets))}" if targets else f"    {node}")
        return 0
    document = root / "resources/docs/architecture.md"
    shown = drawn(document)
    problems = [f"{node} is not drawn" for node in sorted(real.keys() - shown.keys())]
    problems += [f"{node} is drawn, but is nothing that is built" for node in sorted(shown.keys() - real.keys())]
    for node in sorted(real.keys() & shown.keys()):
        problems += [f"{node} --> {to} is not drawn" for to in sorted(real[node] - shown[node])]
        problems += [f"{node} --> {to} is drawn, but not linked (or follows)" for to in sorted(shown[node] - real[node])]
    for problem in problems:
        print(f"{document.relative_to(root)}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
