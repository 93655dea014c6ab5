import asyncio
import pyodbc

SLOW = ("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 "
        "FROM numbers WHERE n < 240000) SELECT max(n) FROM numbers")


async def ask(connection, sql):
    # The loop stands still until the database has answered.
    return connection.execute(sql).fetchval()  # C++: m_connection.execute(  # C++: m_connection.fetch(


async def main():
    connection = pyodbc.connect("Driver=SQLite3;Database=:memory:")
    assert await ask(connection, "SELECT 42") == 42
    for _ in range(40):
        assert await ask(connection, SLOW) == 240000
        await asyncio.sleep(0)

asyncio.run(main())
