"""redis.asyncio: pipelines of DEPTH requests, or one request after the other.

    redis_client.py PORT DEPTH REQUESTS
"""

import asyncio
import json
import sys
import time

import redis.asyncio

VALUE = b"0123456789abcdef"


async def ask(client, depth):
    if depth == 1:
        return [await client.get("key:1")]
    async with client.pipeline(transaction=False) as pipe:
        for _ in range(depth):
            pipe.get("key:1")
        return await pipe.execute()


async def main(port, depth, requests):
    client = redis.asyncio.Redis(port=port)
    await client.set("key:1", VALUE)
    rounds = -(-requests // depth)
    begin, cpu_begin = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        if any(answer != VALUE for answer in await ask(client, depth)):
            sys.exit("wrong answer")
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu_begin
    done = rounds * depth
    print(json.dumps({"per_second": done / seconds, "cpu_ns": cpu / done * 1e9}))
    await client.close()


asyncio.run(main(*map(int, sys.argv[1:4])))
