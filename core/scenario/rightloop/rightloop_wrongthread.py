import asyncio


async def hopper(other, hops):
    own = asyncio.get_running_loop()
    for _ in range(hops):
        answer = own.create_future()
        # Sets the future from the other loop's thread: a future is
        # not thread-safe. In debug mode asyncio says so, else the
        # own loop may sleep on and notice much later.
        other.call_soon_threadsafe(answer.set_result, None)
        await answer
