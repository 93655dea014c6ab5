import asyncio
import ctypes
from concurrent.futures import ThreadPoolExecutor

usleep = ctypes.CDLL(None).usleep  # CDLL releases the lock during a call


async def tick():
    while True:
        await asyncio.sleep(0.005)  # and comes back in time


async def main():
    loop, ticking = asyncio.get_running_loop(), asyncio.create_task(tick())
    with ThreadPoolExecutor(4) as pool:
        calls = [loop.run_in_executor(pool, usleep, 50_000) for _ in range(16)]
        await asyncio.gather(*calls)
    ticking.cancel()

asyncio.run(main())
