"""The rows of the table: servers that are needed, contenders, targets."""

import functools
import json
import pathlib
import re
import sys
import tempfile
from collections.abc import Iterator

from bench_comparison import OURS, Comparison, Target
from bench_programs import HERE, Programs, Unavailable, debian_python

DEPTHS = (1, 16, 64, 256)
REQUESTS = {1: 16_000, 16: 200_000, 64: 400_000, 256: 600_000}  # about 0.4 s each


class Placement:
    """Both ends on one core, or each on its own."""

    def __init__(self, programs: Programs, is_shared: bool):
        first, last = programs.cores[0], programs.cores[-1]
        self.server = first
        self.client = [first if is_shared else last]
        self.all = [first] if is_shared else [first, last]  # for a program that is both ends
        self.name = "one core" if is_shared else "two cores"


def rate(programs: Programs, command: list, cores: list[int]) -> float:
    return programs.figures(command, cores)["per_second"]


def microseconds(programs: Programs, command: list, cores: list[int]) -> float:
    return 1e6 / rate(programs, command, cores)


def redis_benchmark(programs: Programs, port: int, depth: int, cores: list[int]) -> float:
    command = ["redis-benchmark", "-p", port, "-c", 1, "-P", depth, "-n", REQUESTS[depth], "--csv", "GET", "key:1"]
    return float(programs.output(command, cores).splitlines()[-1].split('","')[1])


def add_python(comparison: Comparison, name: str, module: str, measure) -> None:
    """A peer in Python, if its modules are there."""
    try:
        comparison.contenders[name] = functools.partial(measure, debian_python(module))
    except Unavailable as problem:
        comparison.skipped[name] = str(problem)


def resp(programs: Programs, place: Placement) -> Iterator[Comparison]:
    gates = {1: (1.0, 1.2), 16: (1.1, 1.3), 64: (1.0, 1.2), 256: (0.95, 1.1)}
    with programs.redis(place.server) as port:
        run = functools.partial(rate, programs, cores=place.client)
        for depth in DEPTHS:
            words = [port, depth, REQUESTS[depth]]
            comparison = Comparison(
                "resp",
                f"RESP, GET, {depth} in flight",
                "/s",
                {
                    "redis-benchmark": functools.partial(redis_benchmark, programs, port, depth, place.client),
                    OURS: functools.partial(run, [programs.ours("bench_pipeline"), "resp", *words]),
                    "null client in C": functools.partial(run, [programs.ours("null_client"), "resp", *words]),
                    "hiredis async": functools.partial(run, [programs.ours("hiredis_client"), *words]),
                },
            )
            few = [port, depth, max(4_000, REQUESTS[depth] // 10)]
            script = HERE / "peers/redis_client.py"
            add_python(comparison, "redis.asyncio", "redis", lambda python, few=few: run([python, script, *few]))
            if place.name == "one core":
                comparison.target = Target(*gates[depth], of="redis-benchmark")
            yield comparison


def gibson(programs: Programs, place: Placement) -> Iterator[Comparison]:
    gates = {1: (0.9, 0.98), 16: (0.75, 0.83), 64: (0.65, 0.76), 256: (0.5, 0.6)}
    with (
        programs.server([programs.ours("bench_pipeline"), "serve"], place.server) as port,
        programs.server([programs.ours("null_server")], place.server) as null_port,
    ):
        run = functools.partial(rate, programs, cores=place.client)
        for depth in DEPTHS:
            words = [depth, REQUESTS[depth] * 2]
            yield Comparison(
                "gibson",
                f"gibson, GET, {depth} in flight, our client and server",
                "/s",
                {
                    "pair in C": functools.partial(run, [programs.ours("null_client"), "gibson", null_port, *words]),
                    OURS: functools.partial(run, [programs.ours("bench_pipeline"), "gibson", port, *words]),
                },
                Target(*gates[depth], of="pair in C") if place.name == "one core" else None,
            )


def awaits(programs: Programs, place: Placement) -> Iterator[Comparison]:
    for protocol, gate in (("resp", 80), ("gibson", 60)):
        command = [programs.ours("bench_hotpaths"), f"{protocol}-request", 2_000_000]
        yield Comparison(
            "awaits",
            f"client CPU of one co_await, {protocol}, 256 in flight, no sockets",
            "ns",
            {OURS: functools.partial(lambda command: programs.figures(command, place.client)["cpu_ns"], command)},
            Target(gate, 35, is_limit=True),
        )


def executor(programs: Programs, place: Placement) -> Iterator[Comparison]:
    run = functools.partial(microseconds, programs, cores=place.all)
    ways = (("sequential", 1, 20_000, 14, 11), ("1 000 in flight", 1_000, 400_000, 0.8, 0.5))
    for title, in_flight, calls, gate, aim in ways:
        slow = calls if in_flight == 1 else calls // 10
        contenders = {
            OURS: functools.partial(run, [programs.ours("bench_jobs"), "executor", calls, in_flight]),
            "QThreadPool, posted event": functools.partial(run, [programs.ours("bench_jobs"), "pool", calls, in_flight]),
            "QtConcurrent, watcher": functools.partial(run, [programs.ours("bench_jobs"), "watcher", slow, in_flight]),
            "asyncio, 4 threads": functools.partial(
                run, [sys.executable, HERE / "peers/executors.py", "threads", slow // 4, in_flight, 4]
            ),
        }
        target = Target(gate, aim, is_limit=True) if place.name == "one core" else None
        yield Comparison("executor", f"executor call, {title}", "µs", contenders, target)


def processes(programs: Programs, place: Placement) -> Iterator[Comparison]:
    run = functools.partial(microseconds, programs, cores=place.all)
    ways = (("sequential", 1, 10_000, 30, 20), ("1 000 in flight", 1_000, 30_000, 10, 5))
    for title, in_flight, calls, gate, aim in ways:
        contenders = {
            OURS: functools.partial(run, [programs.ours("bench_jobs"), "processes", calls, in_flight, 3]),
            "asyncio, 3 processes": functools.partial(
                run, [sys.executable, HERE / "peers/executors.py", "processes", calls // 10, in_flight, 3]
            ),
        }
        if in_flight == 1:
            contenders["socket pair in C"] = functools.partial(run, [programs.ours("raw_jobs"), calls])
        target = Target(gate, aim, is_limit=True) if place.name == "one core" else None
        yield Comparison("processes", f"process-pool job, {title}", "µs", contenders, target)


def http(programs: Programs, place: Placement) -> Iterator[Comparison]:
    with programs.server([programs.ours("bench_http"), "serve"], place.server) as port:
        run = functools.partial(rate, programs, cores=place.client)
        for kind, title in (("pooled", "connections kept"), ("fresh", "a connection each")):
            words = [kind, port, 1_500, 32]
            comparison = Comparison(
                "http",
                f"async GETs, {title}, 32 in flight",
                "/s",
                {OURS: functools.partial(run, [programs.ours("bench_http"), *words])},
                Target(0.7, 1.0, of="aiohttp"),
            )
            script = HERE / "peers/http_client.py"
            add_python(comparison, "aiohttp", "aiohttp", lambda python, words=words: run([python, script, *words]))
            yield comparison


def monitor(programs: Programs, what: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "figures.json"
        programs.output([programs.ours("bench_monitor"), what, "--json", file], programs.cores)
        return json.loads(file.read_text())[what.partition("=")[0]]


def probe(programs: Programs, _: Placement) -> Iterator[Comparison]:
    def added() -> float:
        figures = monitor(programs, "dispatch")
        return figures.get("added with the time stamp counter", figures["added with clock_gettime"])

    yield Comparison("probe", "dispatch probe, added to an event", "ns", {OURS: added}, Target(75, 40, is_limit=True))
    yield Comparison(
        "probe",
        "a loop that polls, observed / unobserved",
        "times",
        {OURS: lambda: monitor(programs, "post")["ratio"]},
        Target(1.04, 1.04, is_limit=True),
    )


def charts(programs: Programs, _: Placement) -> Iterator[Comparison]:
    if not pathlib.Path(programs.ours("bench_window")).exists():
        yield Comparison("charts", "live charts", "", {}, skipped={OURS: "this build has no window"})
        return
    seen: dict[str, dict] = {}

    def full() -> float:
        return json.loads(programs.output([programs.ours("bench_windowlimits"), "frames"], programs.cores))["core_fraction_at_60_hz"]

    yield Comparison(
        "charts",
        "three charts, 1 000 000 samples per series, 60 Hz: share of a core",
        "",
        {OURS: full},
        Target(0.4, 0.25, is_limit=True),
        most_rounds=3,
    )

    def share() -> float:
        seen["last"] = json.loads(programs.output([programs.ours("bench_window"), "--seconds", 10], programs.cores))
        return seen["last"]["window_core_fraction"]

    yield Comparison(
        "charts", "live charts, 10 s: share of a core", "", {OURS: share}, Target(0.4, 0.25, is_limit=True), most_rounds=3
    )
    yield Comparison(
        "charts",
        "live charts: frames per second",
        "/s",
        {OURS: lambda: seen["last"]["frames_per_second_median"]},
        Target(60, 60),
        most_rounds=1,
    )


def traces(programs: Programs, _: Placement) -> Iterator[Comparison]:
    seen: dict[str, str] = {}

    def encoded() -> float:
        seen["text"] = programs.output([programs.ours("bench_traces")], programs.cores)
        return float(re.search(r"([\d.]+) million slices per second", seen["text"])[1])

    yield Comparison("traces", "trace encoded", "million slices/s", {OURS: encoded}, Target(2, 4), most_rounds=3)
    yield Comparison(
        "traces",
        "10 million events opened",
        "s",
        {OURS: lambda: float(re.search(r"events in ([\d.]+) s", seen["text"])[1])},
        Target(5, 3, is_limit=True),
        most_rounds=1,
    )


ROWS = {
    "resp": resp,
    "gibson": gibson,
    "awaits": awaits,
    "executor": executor,
    "processes": processes,
    "http": http,
    "probe": probe,
    "charts": charts,
    "traces": traces,
}
ONE_PLACEMENT = ("awaits", "probe", "charts", "traces")  # no two ends


def placements(programs: Programs, row: str) -> list[Placement]:
    both = [Placement(programs, True), Placement(programs, False)]
    return both[:1] if row in ONE_PLACEMENT or len(programs.cores) < 2 else both
