from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q6").getOrCreate()

data = "data/tpch"
out = "out"
first_day = "1994-01-01"

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

discounted_lines = lineitem.filter(f"""l_shipdate >= DATE '{first_day}'
AND l_shipdate < add_months(DATE '{first_day}', 12)
AND l_discount BETWEEN 0.05 AND 0.07
AND l_quantity < 24""")

lost_revenue = discounted_lines.agg(
    F.sum(F.expr("l_extendedprice * l_discount")).alias("revenue")
)

lost_revenue.write.mode("overwrite").parquet(f"{out}/q06")
