import asyncio
import time


async def sleeper(seconds):
    # The thread sleeps, and so does the whole event loop.
    time.sleep(seconds)  # C++: QThread::msleep(


async def main():
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.01
    while True:
        await asyncio.create_task(sleeper(0.1))
        await asyncio.sleep(0.4)


asyncio.run(main())
