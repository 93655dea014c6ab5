"""asyncio's executors: calls awaited one after the other or many at a time.

    executors.py threads|processes CALLS IN_FLIGHT WORKERS
"""

import asyncio
import concurrent.futures
import json
import sys
import time


def nothing():
    pass


def echo(payload):
    return payload


async def call(executor, job, left):
    loop = asyncio.get_running_loop()
    while left[0] > 0:
        left[0] -= 1
        await loop.run_in_executor(executor, *job)


async def main(kind, calls, in_flight, workers):
    if kind == "threads":
        executor, job = concurrent.futures.ThreadPoolExecutor(workers), (nothing,)
    else:
        executor, job = concurrent.futures.ProcessPoolExecutor(workers), (echo, b"fourteen bytes")
    with executor:
        await asyncio.gather(*(call(executor, job, [1]) for _ in range(workers)))  # all are started
        left = [calls]
        begin, cpu_begin = time.perf_counter(), time.process_time()
        await asyncio.gather(*(call(executor, job, left) for _ in range(in_flight)))
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu_begin
    print(json.dumps({"per_second": calls / seconds, "cpu_ns": cpu / calls * 1e9}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:5])))
