import asyncio
from collections import deque


def get(writer, waiting, key):
    waiting.append(asyncio.get_running_loop().create_future())
    writer.write(b"*2\r\n$3\r\nGET\r\n$%d\r\n%b\r\n" % (len(key), key))
    return waiting[-1]


async def read_answers(reader, waiting):
    while line := await reader.readline():
        size = int(line[1:])
        value = await reader.readexactly(size + 2) if size >= 0 else None
        # First in, first out: the oldest future gets the answer.
        waiting.popleft().set_result(value)


async def main():
    reader, writer = await asyncio.open_connection("127.0.0.1", 6379)
    waiting = deque()
    reading = asyncio.create_task(read_answers(reader, waiting))
    await asyncio.gather(*(get(writer, waiting, b"loopscope:%d" % i) for i in range(64)))
    writer.close()


asyncio.run(main())
