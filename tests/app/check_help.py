#!/usr/bin/env python3
"""What --help prints is kept in tests/app/help, and the manual page and the completion know the same options.
The manual page and the metadata have the program's version.

    check_help.py PROGRAM            compares
    check_help.py PROGRAM --renew    writes tests/app/help anew, to be read before it is committed
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "tests" / "app" / "help"
MANUAL = ROOT / "resources" / "man" / "loopscope.1"
COMPLETION = ROOT / "resources" / "completion" / "loopscope"
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def run(*words, **keywords):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60,
                          env=environment, **keywords)
    if done.returncode:
        sys.exit(f"{words} ended with {done.returncode}\n{done.stderr}")
    return done.stdout


def commands_of(help_text):
    return re.findall(r"^  ([a-z]+) ", help_text.split("\nCommands:\n")[1].split("\n\n")[0], re.MULTILINE)


def helps(program):
    """Command ("" is the program) and its help."""
    whole = run(program, "--help")
    return {"": whole} | {command: run(program, command, "--help") for command in commands_of(whole)}


def options_of(help_text):
    """Every spelling of every option."""
    lines = help_text.split("\nOptions:\n")[1].split("\n\n")[0].split("\n")
    return {name for line in lines for name in OPTION.findall(line.split("   ")[0])}


def usage_of(help_text):
    return re.search(r"^Usage: (.*)$", help_text, re.MULTILINE)[1]


def snapshot_problems(texts):
    for command, text in texts.items():
        file = SNAPSHOTS / f"{command or 'loopscope'}.txt"
        kept = file.read_text() if file.exists() else ""
        difference = difflib.unified_diff(kept.split("\n"), text.split("\n"), str(file), "--help", lineterm="", n=1)
        problem = "\n".join(difference)
        if problem:
            yield f"{problem}\nIf it is meant so: tests/app/check_help.py PROGRAM --renew"
    for file in SNAPSHOTS.glob("*.txt"):
        if file.stem != "loopscope" and file.stem not in texts:
            yield f"{file}: there is no such command"


def manual_sections():
    """Usage line and options of each command in the manual page."""
    text = re.sub(r"\\f.|\\&", "", MANUAL.read_text()).replace("\\-", "-")
    described, rest = text.split(".SH COMMANDS\n")
    sections = {"": ("", described.split(".SH DESCRIPTION\n")[1])}
    for part in rest.split(".SH EXIT STATUS")[0].split(".SS ")[1:]:
        usage, body = part.split("\n", 1)
        usage = usage.strip('"')
        sections[usage.split()[1]] = (usage, body)
    return sections


def manual_options(body):
    tagged = re.findall(r"^\.TP\n\.[BRI]+ (.*)$", body, re.MULTILINE)
    return {name for line in tagged for name in OPTION.findall(line)} - {"-h", "--help"}


def manual_problems(texts):
    sections = manual_sections()
    if set(sections) != set(texts):
        yield f"{MANUAL} has the commands {sorted(sections)}, --help has {sorted(texts)}"
    for command in set(sections) & set(texts):
        usage, body = sections[command]
        if command and usage != usage_of(texts[command]):
            yield f"{MANUAL}: \"{usage}\" is in --help \"{usage_of(texts[command])}\""
        different = manual_options(body) ^ (options_of(texts[command]) - {"-h", "--help"})
        if different:
            yield f"{MANUAL}: {command or 'loopscope'}: not in both: {sorted(different)}"


def version_problems(program):
    """The version of the program stands in the manual page and in the metadata."""
    version = run(program, "--version").split()[1]
    metadata = ROOT / "resources" / "desktop" / "org.loopscope.loopscope.metainfo.xml"
    for file, words in {MANUAL: f'"Loopscope {version}"', metadata: f'<release version="{version}"'}.items():
        if words not in file.read_text():
            yield f"{file}: {words} is not there"


def completed(program, *words):
    """What bash offers for a line that ends with the last word."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _loopscope "$1"; ' \
             'printf "%s\\n" "${COMPREPLY[@]}"'
    return set(run("bash", "-c", script, "bash", COMPLETION, program, *words, cwd=SNAPSHOTS).split())


def completion_problems(program, texts):
    for command, text in texts.items():
        offered = completed(program, *([command] if command else []), "-")
        if offered != options_of(text):
            yield f"{COMPLETION}: {command or 'loopscope'}: not in both: {sorted(offered ^ options_of(text))}"
    for line, expected in {
        ("",): set(texts) - {""},
        ("run", "slow-callback/b"): {"slow-callback/blocking"},
        ("screenshot", "slow-c"): {"slow-callback", "slow-callback/blocking", "slow-callback/awaiting"},
        ("run", "pipelining", "--set", "dep"): {"depth="},
        ("export", "--format", "c"): {"chrome", "csv"},
        ("report", "chec"): {"check.txt"},
        ("attach", "--", "./check.txt", "--record", "chec"): {"check.txt"},
    }.items():
        offered = completed(program, *line)
        if not expected <= offered:
            yield f"{COMPLETION}: {line}: {sorted(expected - offered)} is not offered, only {sorted(offered)[:20]}"


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    texts = helps(program)
    if "--renew" in sys.argv[2:]:
        for command, text in texts.items():
            (SNAPSHOTS / f"{command or 'loopscope'}.txt").write_text(text)
        return 0
    problems = [*snapshot_problems(texts), *manual_problems(texts), *completion_problems(program, texts), *version_problems(program)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
