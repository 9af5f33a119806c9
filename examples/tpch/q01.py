from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q1").getOrCreate()

data = "data/tpch"
out = "out"
shipped_until = "1998-09-02"

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

shipped_lines = lineitem.filter(f"l_shipdate <= DATE '{shipped_until}'")

pricing_summary = shipped_lines.groupBy("l_returnflag", "l_linestatus").agg(
    F.sum("l_quantity").alias("sum_qty"),
    F.sum("l_extendedprice").alias("sum_base_price"),
    F.sum(F.expr("l_extendedprice * (1 - l_discount)")).alias("sum_disc_price"),
    F.sum(F.expr("l_extendedprice * (1 - l_discount) * (1 + l_tax)")).alias(
        "sum_charge"
    ),
    F.avg("l_quantity").alias("avg_qty"),
    F.avg("l_extendedprice").alias("avg_price"),
    F.avg("l_discount").alias("avg_disc"),
    F.count("*").alias("count_order"),
)

by_flag_and_status = pricing_summary.orderBy("l_returnflag", "l_linestatus")

by_flag_and_status.write.mode("overwrite").parquet(f"{out}/q01")
