import asyncio


async def sleeper(seconds):
    # The coroutine waits; the event loop goes on.
    await asyncio.sleep(seconds)


async def main():
    while True:
        await asyncio.create_task(sleeper(0.1))
        await asyncio.sleep(0.4)


asyncio.run(main())
