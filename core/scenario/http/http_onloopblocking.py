import asyncio
import requests


async def get_all(url, count):
    with requests.Session() as session:
        for _ in range(count):
            # The whole loop waits for this answer.
            answer = session.get(url, timeout=10)  # C++: m_client->get(
            answer.raise_for_status()


asyncio.run(get_all("http://127.0.0.1:8080/", 200))
