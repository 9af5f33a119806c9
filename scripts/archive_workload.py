"""What the tests' Sparks mostly do, so that the classes for it get into a JVM's class archive.

Run by `class_archives.py` with an environment's Python; its only argument is a folder to write in.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pyspark import SparkContext
from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def main(folder: str) -> None:
    """Reads, joins, aggregates and writes a few rows, then waits until the JVM has ended."""
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    rows = spark.createDataFrame([(1, "a"), (2, "b"), (3, None)], "id long, name string")
    rows.createOrReplaceTempView("rows")
    joined = rows.join(spark.range(5), "id", "left").withColumn("day", F.current_date())
    counted = joined.groupBy("name").agg(F.count("*").alias("n"), F.sum("id")).orderBy("name")
    for source in ("csv", "json", "parquet"):
        path = str(Path(folder) / source)
        joined.write.mode("append").format(source).save(path)
        spark.read.schema(joined.schema).format(source).load(path).count()
    counted.collect()
    rows.rdd.map(lambda row: row.id).count()
    spark.sql("SELECT name, count(*) FROM rows WHERE id > 1 GROUP BY name").toJSON().collect()
    spark.sparkContext.statusTracker().getJobIdsForGroup()
    gateway: Any = SparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


if __name__ == "__main__":
    main(sys.argv[1])
