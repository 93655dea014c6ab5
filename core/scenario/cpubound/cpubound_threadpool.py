import asyncio
from concurrent.futures import ThreadPoolExecutor


async def test_all(numbers):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(3) as pool:
        # The loop goes on, but the threads share one interpreter
        # lock: in Python this is no faster than one thread.
        jobs = [loop.run_in_executor(pool, is_prime, n) for n in numbers]
        return await asyncio.gather(*jobs)
