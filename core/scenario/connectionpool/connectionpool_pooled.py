import asyncio
import aiohttp


async def get(session, url):
    async with session.get(url, raise_for_status=True) as answer:
        return await answer.read()


async def get_all(url, count):
    # Connections go back to the pool and are used again.
    connector = aiohttp.TCPConnector(limit=4)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(get(session, url) for _ in range(count)))


asyncio.run(get_all("http://127.0.0.1:8080/", 500))
