"""A comparison: contenders that are measured in turns, what is wanted of ours, what came out."""

import dataclasses
import statistics
from collections.abc import Callable

Measure = Callable[[], float]
OURS = "ours"


@dataclasses.dataclass
class Target:
    """`of`: the peer that ours is compared with (ours / peer for rates), or None for the figure itself."""

    gate: float
    aim: float
    of: str | None = None
    is_limit: bool = False  # a cost: not more than that


@dataclasses.dataclass
class Comparison:
    row: str  # what --rows selects
    title: str
    unit: str
    contenders: dict[str, Measure]  # the first is measured first in each round
    target: Target | None = None
    most_rounds: int = 1000  # for what takes long and has no peer
    skipped: dict[str, str] = dataclasses.field(default_factory=dict)
    placement: str = ""
    values: dict[str, list[float]] = dataclasses.field(default_factory=dict)

    def run(self, rounds: int) -> None:
        self.values = {name: [] for name in self.contenders}
        for _ in range(min(rounds, self.most_rounds)):
            for name, measure in self.contenders.items():
                self.values[name].append(measure())

    def ratios(self, to: str) -> list[float]:
        """Ours by that peer, round by round: both saw the same machine."""
        return [ours / other for ours, other in zip(self.values[OURS], self.values[to])]

    def judged(self) -> list[float]:
        assert self.target
        return self.ratios(self.target.of) if self.target.of else self.values[OURS]

    def verdict(self) -> str:
        if not self.target or (self.target.of and self.target.of not in self.values):
            return ""
        value = statistics.median(self.judged())
        reaches = (lambda goal: value <= goal) if self.target.is_limit else (lambda goal: value >= goal)
        return "aim" if reaches(self.target.aim) else "met" if reaches(self.target.gate) else "MISSED"

    def lines(self) -> list[str]:
        head = f"{self.title}, {self.placement}" if self.placement else self.title
        lines = [head]
        for name, values in self.values.items():
            line = f"    {name:<28} {spread(values)} {self.unit}"
            if name != OURS:
                line += f"   ours / it: {spread(self.ratios(name))}"
            lines.append(line)
        lines += [f"    {name:<28} not measured: {why}" for name, why in self.skipped.items()]
        if verdict := self.verdict():
            of = f"ratio to {self.target.of}" if self.target.of else "ours"
            sign = "at most" if self.target.is_limit else "at least"
            lines.append(f"    => {verdict}: {of}, gate {sign} {self.target.gate}, aim {self.target.aim}")
        return lines

    def to_json(self) -> dict:
        result = {
            "row": self.row,
            "title": self.title,
            "placement": self.placement,
            "unit": self.unit,
            "values": self.values,
            "medians": {name: statistics.median(values) for name, values in self.values.items()},
            "ratios": {name: statistics.median(self.ratios(name)) for name in self.values if name != OURS},
            "skipped": self.skipped,
        }
        if self.target:
            result["target"] = dataclasses.asdict(self.target)
            result["verdict"] = self.verdict()
        return result


def number(value: float) -> str:
    if value >= 10_000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}"


def spread(values: list[float]) -> str:
    """Median and the middle half."""
    middle = statistics.median(values)
    if len(values) < 2:
        return number(middle)
    quarter = statistics.quantiles(values, n=4, method="inclusive")
    return f"{number(middle)} ({number(quarter[0])} to {number(quarter[2])})"
