import asyncio
import pyodbc

DSN = "Driver=SQLite3;Database=:memory:"
SLOW = ("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 "
        "FROM numbers WHERE n < 180000) SELECT max(n) FROM numbers")


async def ask(connection, sql):
    # The loop stands still until the database has answered.
    return connection.execute(sql).fetchval()


async def main():
    connection = pyodbc.connect(DSN)
    assert await ask(connection, "SELECT 42") == 42
    for _ in range(40):
        assert await ask(connection, SLOW) == 180000
        await asyncio.sleep(0)
    connection.close()

asyncio.run(main())
