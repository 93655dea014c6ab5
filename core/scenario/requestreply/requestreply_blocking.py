import socket
import struct


async def get_all(server, keys):
    with socket.create_connection(server) as connection:
        for key in keys:
            connection.sendall(struct.pack("<IH", 2 + len(key), 3) + key)
            # The whole loop waits for this answer.
            header = connection.recv(7, socket.MSG_WAITALL)
            code, encoding, size = struct.unpack("<HBI", header)
            yield connection.recv(size, socket.MSG_WAITALL)
