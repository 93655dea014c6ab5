import asyncio
import os
import aiofiles

PIECE = os.urandom(256 * 1024)


async def write_and_read(path):
    # Every await waits in a thread of the pool; the loop goes on.
    async with aiofiles.open(path, "w+b", buffering=0) as file:
        for number in range(1, 257):
            await file.write(PIECE)
            if number % 16 == 0:  # every 4 MiB
                await asyncio.to_thread(os.fsync, file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        await file.seek(0)
        assert [await file.read(len(PIECE)) for _ in range(256)] == [PIECE] * 256
    os.remove(path)

asyncio.run(write_and_read("pieces.tmp"))
