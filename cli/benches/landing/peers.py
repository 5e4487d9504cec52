import sys
import time

peer, path = sys.argv[1:]
if peer == "duckdb":
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 2")
    started = time.perf_counter()
    connection.execute(f"copy (select * from read_csv('{path}')) to '{path}.parquet' (format parquet)")
    print(time.perf_counter() - started)
    import os

    os.remove(f"{path}.parquet")
else:
    import openpyxl  # noqa: F401
    import pandas

    started = time.perf_counter()
    pandas.read_excel(path, engine="openpyxl", dtype=str)
    print(time.perf_counter() - started)
