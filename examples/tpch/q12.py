from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q12").getOrCreate()

data = "data/tpch"
out = "out"
first_day = "1994-01-01"

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

late_lines = lineitem.filter(f"""l_shipmode IN ('MAIL', 'SHIP')
AND l_commitdate < l_receiptdate
AND l_shipdate < l_commitdate
AND l_receiptdate >= DATE '{first_day}'
AND l_receiptdate < add_months(DATE '{first_day}', 12)""")

orders = spark.read.parquet(f"{data}/orders.parquet")

late_orders = orders.join(late_lines, F.expr("o_orderkey = l_orderkey"), "inner")

lines_by_mode = late_orders.groupBy("l_shipmode").agg(
    F.sum(
        F.expr("CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END")
    ).alias("high_line_count"),
    F.sum(
        F.expr(
            "CASE WHEN o_orderpriority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END"
        )
    ).alias("low_line_count"),
)

by_mode = lines_by_mode.orderBy("l_shipmode")

by_mode.write.mode("overwrite").parquet(f"{out}/q12")
