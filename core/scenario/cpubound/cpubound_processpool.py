import asyncio
from concurrent.futures import ProcessPoolExecutor


async def test_all(numbers):
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(3) as pool:
        # Each process has an interpreter lock of its own.
        jobs = [loop.run_in_executor(pool, is_prime, n) for n in numbers]
        return await asyncio.gather(*jobs)
