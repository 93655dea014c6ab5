"""How cost grows with work: each curve with its slope, 1 when it is in proportion to the work."""

import math
import re
from collections.abc import Callable, Iterator

from bench_comparison import number
from bench_programs import Programs
from bench_rows import microseconds, monitor

WORSE_THAN_LINEAR = 1.1  # a slope beyond this: what is left for noise


class Curve:
    def __init__(self, title: str, unit: str, work: list[int], cost: Callable[[int], float], rounds: int = 3):
        self.title, self.unit, self.work, self.cost, self.rounds = title, unit, work, cost, rounds
        self.costs: list[float] = []

    def run(self) -> None:
        """The best of a few: what others do on the machine only adds."""
        self.costs = [min(self.cost(amount) for _ in range(self.rounds)) for amount in self.work]

    def slope(self) -> float:
        """Of a straight line through the points, both axes logarithmic."""
        xs, ys = [math.log(x) for x in self.work], [math.log(max(y, 1e-9)) for y in self.costs]
        x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
        return sum((x - x0) * (y - y0) for x, y in zip(xs, ys)) / sum((x - x0) ** 2 for x in xs)

    def verdict(self) -> str:
        return "linear or better" if self.slope() <= WORSE_THAN_LINEAR else "WORSE THAN LINEAR"

    def lines(self) -> list[str]:
        points = ", ".join(f"{amount}: {number(cost)}" for amount, cost in zip(self.work, self.costs))
        return [f"{self.title}, {self.unit}", f"    {points}", f"    => slope {self.slope():.2f}: {self.verdict()}"]

    def to_json(self) -> dict:
        points = [list(point) for point in zip(self.work, self.costs)]
        verdict = "met" if self.slope() <= WORSE_THAN_LINEAR else "MISSED"
        return {"title": self.title, "unit": self.unit, "points": points, "slope": self.slope(), "verdict": verdict}


def requests_curves(programs: Programs) -> Iterator[Curve]:
    """What all requests in flight cost together."""
    client = programs.ours("bench_pipeline")
    core = [programs.cores[0]]
    with programs.server([client, "serve"], core[0]) as port:

        def at_depth(depth: int) -> float:
            return depth * microseconds(programs, [client, "gibson", port, depth, 15_000 + 300 * depth], core)

        def with_connections(count: int) -> float:
            return count * microseconds(programs, [client, "gibson", port, 1, 15_000, count], core)

        depths = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        yield Curve("depth of one connection: a round of requests", "µs", depths, at_depth)
        connections = [1, 2, 5, 10, 20, 50, 100]
        yield Curve("connections: a request on each", "µs", connections, with_connections)


def jobs_curves(programs: Programs) -> Iterator[Curve]:
    def jobs(count: int) -> float:
        calls = max(20_000, 10 * count)
        return count * microseconds(programs, [programs.ours("bench_jobs"), "executor", calls, count], programs.cores[:1])

    yield Curve("jobs of the thread executor awaited at once", "µs", [1, 10, 100, 1_000, 10_000], jobs)


def samples_curves(programs: Programs) -> Iterator[Curve]:
    seen: dict[int, tuple[float, float]] = {}

    def measured(samples: int) -> tuple[float, float]:
        text = programs.output([programs.ours("bench_traces"), samples], programs.cores)
        per_second = float(re.search(r"([\d.]+) million slices per second", text)[1]) * 1e6
        opened = float(re.search(r"\(([\d.]+) s of CPU time\)", text)[1])
        return samples / per_second * 1e3, opened * 1e3

    def encoded(samples: int) -> float:
        seen[samples] = measured(samples)
        return seen[samples][0]

    amounts = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
    yield Curve("slices encoded", "ms", amounts, encoded, rounds=1)
    yield Curve("the same trace opened", "ms", amounts[1:], lambda samples: seen[samples][1], rounds=1)


def loops_curves(programs: Programs) -> Iterator[Curve]:
    def share(loops: int) -> float:
        return monitor(programs, f"loops={loops}")["watchdog and collector, percent of a core"]

    yield Curve("watched loops of 10 000 dispatches a second each", "% of a core", [1, 2, 5, 10, 20, 50], share, rounds=1)


CURVES = (requests_curves, jobs_curves, samples_curves, loops_curves)
