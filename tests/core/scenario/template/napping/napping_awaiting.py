import asyncio


async def nap():
    # The coroutine waits; the event loop goes on.
    await asyncio.sleep(0.06)


async def main():
    for _ in range(3):
        await nap()


asyncio.run(main())
