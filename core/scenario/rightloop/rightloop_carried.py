import asyncio


async def hopper(other, hops):
    own = asyncio.get_running_loop()
    for _ in range(hops):
        answer = own.create_future()
        # The other loop runs in its own thread, so it hands the
        # result to the loop that the future belongs to.
        other.call_soon_threadsafe(
            own.call_soon_threadsafe, answer.set_result, None
        )
        await answer  # goes on here, in its own loop
