import asyncio
import aiohttp


async def get(session, url):
    # Only this coroutine waits.
    async with session.get(url, raise_for_status=True) as answer:
        return await answer.read()


async def get_all(url, count):
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(get(session, url) for _ in range(count)))


asyncio.run(get_all("http://127.0.0.1:8080/", 200))
