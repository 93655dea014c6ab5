import asyncio
import time


async def nap():
    # The thread sleeps: nothing else on this event loop runs.
    time.sleep(0.06)  # C++: QThread::msleep(


async def main():
    for _ in range(3):
        await nap()


asyncio.run(main())
