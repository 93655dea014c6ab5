import asyncio
import struct


async def get_all(host, port, keys):
    reader, writer = await asyncio.open_connection(host, port)
    for key in keys:
        writer.write(struct.pack("<IH", 2 + len(key), 3) + key)
        # Both waits leave the loop to others.
        header = await reader.readexactly(7)
        code, encoding, size = struct.unpack("<HBI", header)
        yield await reader.readexactly(size)
    writer.close()
