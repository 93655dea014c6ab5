"""aiohttp's client: GETs with connections kept or one for each request.

    http_client.py pooled|fresh PORT REQUESTS IN_FLIGHT
"""

import asyncio
import json
import sys
import time

import aiohttp


async def ask(session, url, left):
    while left[0] > 0:
        left[0] -= 1
        async with session.get(url) as reply:
            if reply.status != 200 or not await reply.read():
                sys.exit("wrong answer")


async def main(kind, port, requests, in_flight):
    connector = aiohttp.TCPConnector(limit=in_flight, force_close=kind == "fresh")
    async with aiohttp.ClientSession(connector=connector) as session:
        url, left = f"http://127.0.0.1:{port}/item/1", [requests]
        begin, cpu_begin = time.perf_counter(), time.process_time()
        await asyncio.gather(*(ask(session, url, left) for _ in range(in_flight)))
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu_begin
    print(json.dumps({"per_second": requests / seconds, "cpu_ns": cpu / requests * 1e9}))


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:5])))
