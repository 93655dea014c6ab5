#!/usr/bin/env python3
"""What the program records and exports of a real run, read by readers that are not ours: protoc, and the modules json,
csv, base64 and zlib of Python. What they find must be what the run's own document says.

Usage: tst_traceexports.py PROGRAM PROTOC
"""

import base64
import collections
import csv
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

PROGRAM = PROTOC = ""
BEGIN, END = "1", "2"  # types of a track event
RUNS = {
    "blocking": ["slow-callback/blocking", "--duration", "1.2"],
    "pipelined": ["pipelining/pipelined", "--set", "requests=200000"],  # so long that its loop is asked
}


def raw_message(lines):
    """protoc --decode_raw as lists of (field, value or message)."""
    fields = []
    for line in lines:
        line = line.strip()
        if line == "}":
            return fields
        if line.endswith(" {"):
            fields.append((line[:-2], raw_message(lines)))
        else:
            fields.append(tuple(line.split(": ", 1)))
    return fields


def first(message, *path):
    for field in path:
        found = [value for key, value in message if key == field] if isinstance(message, list) else []
        if not found:
            return None
        message = found[0]
    return message


class Perfetto:
    """The slices of each track: (begin, end) in nanoseconds; raises when they do not nest."""

    def __init__(self, path):
        text = subprocess.run([PROTOC, "--decode_raw"], input=path.read_bytes(), capture_output=True, check=True)
        packets = [value for key, value in raw_message(iter(text.stdout.decode().splitlines())) if key == "1"]
        self.names = {}
        self.tracks = {}  # by sequence
        clocks = {}
        events = collections.defaultdict(list)
        for packet in packets:
            sequence = first(packet, "10")
            if descriptor := first(packet, "60"):
                self.names[first(descriptor, "1")] = first(descriptor, "2")
            if snapshot := first(packet, "6"):
                for _, clock in snapshot:
                    if first(clock, "1") == "64":
                        clocks[sequence] = int(first(clock, "2"))
            if track := first(packet, "59", "11", "11"):
                self.tracks[sequence] = track
            event = first(packet, "11")
            if event is None:
                continue
            if first(packet, "58"):
                at = int(first(packet, "8"))
            else:
                at = clocks[sequence] = clocks[sequence] + int(first(packet, "8"))
            if first(event, "9") in (BEGIN, END):
                events[sequence].append((at, first(event, "9")))
        self.slices = {}
        for sequence, list_ in events.items():
            self.slices[sequence] = self.nested(sorted(list_, key=lambda event: event[0]))

    @staticmethod
    def nested(events):
        open_, slices = [], []
        for at, kind in events:
            if kind == BEGIN:
                open_.append(at)
            else:
                slices.append((open_.pop(), at))
        if open_:
            raise ValueError(f"{len(open_)} slices never end")
        return slices

    def on(self, name):
        """Of all tracks of that name."""
        return [
            slice_
            for sequence, slices in self.slices.items()
            if self.names.get(self.tracks[sequence]) == f'"{name}"'
            for slice_ in slices
        ]


class HdrLog:
    """Counts by value of the lines without a tag, from HdrHistogram's log format 1.3 and encoding V2."""

    def __init__(self, path):
        self.counts = collections.Counter()
        self.intervals = 0
        lines = path.read_text().splitlines()
        assert lines[0].startswith("#[") and "#[Histogram log format version 1.3]" in lines, lines[:3]
        for line in lines:
            if line.startswith(("#", '"', "Tag=")):
                continue
            start, length, _, payload = line.split(",")
            assert float(start) >= 0 and float(length) > 0
            self.intervals += 1
            self.add(base64.b64decode(payload))

    def add(self, payload):
        cookie, size = struct.unpack_from(">II", payload)
        assert cookie == 0x1C849314 and size == len(payload) - 8
        plain = zlib.decompress(payload[8:])
        cookie, size, offset, digits, _, _, ratio = struct.unpack_from(">IIiiqqd", plain)
        assert (cookie, offset, digits, ratio) == (0x1C849303 | 0x10, 0, 3, 1.0) and size == len(plain) - 40
        index = at = 0
        body = plain[40:]
        while at < len(body):
            raw = shift = 0
            while True:
                byte = body[at]
                at += 1
                raw |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80:
                    break
            value = raw >> 1 ^ -(raw & 1)
            if value < 0:
                index -= value
                continue
            bucket = max(0, index // 1024 - 1)
            step = index if index < 1024 else index % 1024 + 1024
            self.counts[(step << bucket) + ((1 << bucket) - 1)] += value
            index += 1

    def percentile(self, percent):
        wanted = percent / 100 * self.counts.total()
        seen = 0
        for value in sorted(self.counts):
            seen += self.counts[value]
            if seen >= wanted:
                return value
        return 0


class TraceExports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.paths, cls.documents = {}, {}
        for name, arguments in RUNS.items():
            cls.paths[name] = pathlib.Path(cls.folder.name, name + ".perfetto-trace")
            ended = cls.run_program("run", *arguments, "--record", cls.paths[name], "--json")
            cls.documents[name] = json.loads(ended)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @staticmethod
    def run_program(*arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, check=True, timeout=120).stdout

    def exported(self, name, format_):
        path = pathlib.Path(self.folder.name, f"{name}.{format_}")
        self.run_program("export", self.paths[name], "--format", format_, "-o", path)
        return path

    def test_perfetto_is_read_by_protoc_and_nests(self):
        for name, path in self.paths.items():
            with self.subTest(name):
                trace = Perfetto(path)
                work = [end - begin for begin, end in trace.on("Run")]
                self.assertEqual(len(work), 3)  # prepare, work, tear down
                duration = self.documents[name]["duration_s"]
                self.assertTrue(any(abs(each / 1e9 - duration) < 1e-6 for each in work), (work, duration))
                stalls = [(end - begin) / 1e6 for begin, end in trace.on("Stalls")]
                for stall in self.documents[name]["slow_callbacks"]:
                    self.assertTrue(any(abs(each - stall["duration_ms"]) < 1e-3 for each in stalls), stall)

    def test_chrome_json_nests_per_thread(self):
        for name in RUNS:
            with self.subTest(name):
                document = json.loads(self.exported(name, "chrome").read_text())
                threads, open_ = collections.defaultdict(list), collections.Counter()
                for event in document["traceEvents"]:
                    self.assertIn(event["ph"], "XbeCiM")
                    if event["ph"] == "X":
                        span = (event["ts"], event["ts"] + event["dur"])
                        threads[event["pid"], event["tid"]].append(span)
                    elif event["ph"] in "be":
                        open_[event["cat"], event["id"], event["name"]] += 1 if event["ph"] == "b" else -1
                    elif event["ph"] == "C":
                        self.assertTrue(all(isinstance(value, (int, float)) for value in event["args"].values()))
                self.assertFalse([key for key, count in open_.items() if count])
                for spans in threads.values():
                    ends = []
                    for begin, end in sorted(spans, key=lambda span: (span[0], -span[1])):
                        while ends and ends[-1] <= begin + 5e-4:
                            ends.pop()
                        self.assertTrue(not ends or end <= ends[-1] + 1.5e-3, (begin, end, ends))
                        ends.append(end)

    def test_chrome_json_opened_again_has_the_loop_latency(self):
        for name in RUNS:
            with self.subTest(name):
                report = json.loads(self.run_program("report", self.exported(name, "chrome"), "--json"))
                latency, written = report["loop"]["latency_ms"], self.documents[name]["loop"]["latency_ms"]
                self.assertEqual(report["loop"]["name"], self.documents[name]["loop"]["name"])
                self.assertEqual(latency["samples"], written["samples"])
                for key in ("p50", "p99"):
                    self.assertAlmostEqual(latency[key], written[key], delta=0.01 * written[key] + 1e-3)

    def test_csv_has_the_documented_columns_and_every_stall(self):
        columns = "time_s kind track value unit name cause location created_at evidence".split()
        for name in RUNS:
            with self.subTest(name), open(self.exported(name, "csv"), newline="") as file:
                reader = csv.DictReader(file, strict=True)
                rows = list(reader)
                self.assertEqual(reader.fieldnames, columns)
                self.assertFalse([row for row in rows if None in row or None in row.values()])
                kinds = {"latency", "waiting", "counter", "stall", "iteration"}
                self.assertLessEqual({row["kind"] for row in rows}, kinds)
                self.assertTrue(all(float(row["time_s"]) >= 0 and float(row["value"]) >= 0 for row in rows))
                stalls = [row for row in rows if row["kind"] in ("stall", "iteration")]
                for stall in self.documents[name]["slow_callbacks"]:
                    same = [
                        row
                        for row in stalls
                        if abs(float(row["value"]) - stall["duration_ms"]) < 1e-3
                        and row["cause"] == stall["cause"]
                        and row["location"] == (stall["location"] or "")
                    ]
                    self.assertTrue(same, stall)

    def test_hdr_log_has_the_percentiles_of_the_document(self):
        for name in RUNS:
            with self.subTest(name):
                log = HdrLog(self.exported(name, "hlog"))
                latency = self.documents[name]["loop"]["latency_ms"]
                self.assertGreater(log.intervals, 0)
                self.assertEqual(log.counts.total(), latency["samples"])
                for key, percent in (("p50", 50), ("p90", 90), ("p99", 99), ("p999", 99.9), ("max", 100)):
                    self.assertAlmostEqual(log.percentile(percent) / 1e6, latency[key], delta=0.002 * latency[key] + 1e-4)

    def test_what_is_reported_is_the_document_of_the_run(self):
        for name, path in self.paths.items():
            with self.subTest(name):
                report = json.loads(self.run_program("report", path, "--json"))
                for key, value in self.documents[name].items():
                    self.assertEqual(report[key], value, key)


if __name__ == "__main__":
    PROGRAM, PROTOC = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1], verbosity=2)
