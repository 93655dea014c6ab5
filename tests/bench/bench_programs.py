"""Starts what is measured: programs pinned to cores, servers that live as long as a comparison."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
VALUE = "0123456789abcdef"  # what every program stores under key:1


class Unavailable(Exception):
    """A peer cannot be measured here; the text says why."""


class Programs:
    """Where our programs are, and on which cores each end runs."""

    def __init__(self, build: pathlib.Path):
        self.build = build
        self.environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QT_NO_GLIB="1", LC_ALL="C.UTF-8")
        self.cores = sorted(os.sched_getaffinity(0))[:2]

    def ours(self, name: str) -> str:
        return str(self.build / "bench" / name)

    def pinned(self, command: list[str], cores: list[int]) -> list[str]:
        return ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)]

    def output(self, command: list[str], cores: list[int]) -> str:
        """What it prints; the end of everything when it fails."""
        done = subprocess.run(
            self.pinned(command, cores), env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def figures(self, command: list[str], cores: list[int]) -> dict[str, float]:
        """Of a program that prints one line of JSON."""
        return json.loads(self.output(command, cores).splitlines()[-1])

    @contextlib.contextmanager
    def server(self, command: list[str], core: int):
        """A program that prints its port and ends with its input. Gives the port."""
        process = subprocess.Popen(
            self.pinned(command, [core]), env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            port = process.stdout.readline().strip()
            if not port:
                sys.exit(f"{command[0]} did not start")
            yield int(port)
        finally:
            process.stdin.close()
            process.wait(timeout=10)

    @contextlib.contextmanager
    def redis(self, core: int):
        """A Redis server that stores nothing on disk, with the key that all ask for. Gives the port."""
        port = free_port()
        options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        process = subprocess.Popen(
            self.pinned(["redis-server", *options], [core]), stdout=subprocess.DEVNULL, cwd="/tmp"
        )
        try:
            store_value(port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def store_value(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(f"*3\r\n$3\r\nSET\r\n$5\r\nkey:1\r\n$16\r\n{VALUE}\r\n".encode())
            if connection.recv(16) == b"+OK\r\n":
                return
        time.sleep(0.02)
    sys.exit("redis-server did not start")


def debian_python(module: str) -> str:
    """Debian's Python has the modules of Debian's packages, one of a virtual environment has not."""
    python = "/usr/bin/python3"
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    if found.returncode != 0:
        raise Unavailable(f"the package python3-{module.split('.')[0]} is missing")
    return python
