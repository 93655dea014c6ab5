import asyncio
from collections import deque


class Client:
    def __init__(self, writer):
        self.writer = writer
        self.waiting = deque()

    async def get(self, key):
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        self.writer.write(encode_get(key))
        return await answer

    def reply_received(self, reply):
        # Answers come in the order of the requests.
        self.waiting.popleft().set_result(reply)


async def get_all(client, keys):
    return await asyncio.gather(*(client.get(key) for key in keys))
