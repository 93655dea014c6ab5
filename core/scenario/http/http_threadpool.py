import asyncio
from concurrent.futures import ThreadPoolExecutor
import requests


async def get_all(url, count):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=4) as pool:
        loop.set_default_executor(pool)
        # 4 threads wait for answers, the other requests for a thread.
        jobs = [loop.run_in_executor(None, requests.get, url) for _ in range(count)]
        for answer in await asyncio.gather(*jobs):
            answer.raise_for_status()


asyncio.run(get_all("http://127.0.0.1:8080/", 200))
