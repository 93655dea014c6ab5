import asyncio
import aioodbc
DSN = "Driver=SQLite3;Database=:memory:"
SLOW = ("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 "
        "FROM numbers WHERE n < 240000) SELECT max(n) FROM numbers")


async def ask(pool, sql):
    async with pool.acquire() as connection:
        # A thread waits for the database, the loop goes on.
        cursor = await connection.execute(sql)
        return (await cursor.fetchone())[0]


async def main():
    async with aioodbc.create_pool(DSN, minsize=1, maxsize=4) as pool:
        assert await ask(pool, "SELECT 42") == 42
        print(await asyncio.gather(*(ask(pool, SLOW) for _ in range(40))))

asyncio.run(main())
