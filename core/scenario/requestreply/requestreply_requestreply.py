import asyncio
import struct


async def get(reader, writer, key):
    writer.write(struct.pack("<IH", 2 + len(key), 3) + key)
    header = await reader.readexactly(7)  # both waits leave the loop to others
    code, encoding, size = struct.unpack("<HBI", header)
    return await reader.readexactly(size)


async def main():
    reader, writer = await asyncio.open_connection("127.0.0.1", 10128)
    for i in range(5_000):
        await get(reader, writer, b"loopscope:%d" % (i % 4096))
    writer.close()


asyncio.run(main())
