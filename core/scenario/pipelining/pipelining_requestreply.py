import asyncio
import redis.asyncio


async def caller(client, requests):
    for i in range(requests):
        # One caller: the next request is sent when the answer to the last is there.
        await client.get(f"loopscope:{i % 4096}")


async def main():
    async with redis.asyncio.Redis(single_connection_client=True) as client:
        await caller(client, 20_000)


asyncio.run(main())
