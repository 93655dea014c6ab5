import asyncio
import os

PIECE = os.urandom(256 * 1024)


async def write_and_read(path):
    # Never awaits: the loop stands still until the disk is done.
    with open(path, "w+b", buffering=0) as file:
        for number in range(1, 257):
            file.write(PIECE)  # C++: file.write(
            if number % 16 == 0:
                os.fsync(file.fileno())  # C++: file.flush(
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(0)
        assert all(file.read(len(PIECE)) == PIECE for _ in range(256))  # C++: file.read(
    os.remove(path)

asyncio.run(write_and_read("pieces.tmp"))
