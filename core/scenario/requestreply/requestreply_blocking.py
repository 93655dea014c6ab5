import asyncio
import socket
import struct


def get(connection, key):
    connection.sendall(struct.pack("<IH", 2 + len(key), 3) + key)
    header = connection.recv(7, socket.MSG_WAITALL)  # the whole loop waits here  # C++: m_client.get(
    code, encoding, size = struct.unpack("<HBI", header)
    return connection.recv(size, socket.MSG_WAITALL)


async def main():
    with socket.create_connection(("127.0.0.1", 10128)) as connection:
        for i in range(5_000):
            get(connection, b"loopscope:%d" % (i % 4096))


asyncio.run(main())
