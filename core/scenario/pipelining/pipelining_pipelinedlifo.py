import asyncio


class Client:
    def __init__(self, writer):
        self.writer = writer
        self.waiting = []

    async def get(self, key):
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        self.writer.write(encode_get(key))
        return await answer

    def reply_received(self, reply):
        # Takes the newest caller, but it is the oldest that is
        # answered first: with two in flight both get a wrong answer.
        self.waiting.pop().set_result(reply)
