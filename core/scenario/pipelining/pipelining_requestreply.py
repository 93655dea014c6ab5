async def get_all(client, keys):
    for key in keys:
        # One request is on its way at a time: the wire and the
        # server rest until the answer has come back.
        yield await client.get(key)
