from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q3").getOrCreate()

data = "data/tpch"
out = "out"
segment = "BUILDING"
day = "1995-03-15"

customer = spark.read.parquet(f"{data}/customer.parquet")

customers_of_the_segment = customer.filter(f"c_mktsegment = {segment!r}")

orders = spark.read.parquet(f"{data}/orders.parquet")

earlier_orders = orders.filter(f"o_orderdate < DATE '{day}'")

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

unshipped_lines = lineitem.filter(f"l_shipdate > DATE '{day}'")

orders_of_customers = customers_of_the_segment.join(
    earlier_orders, F.expr("c_custkey = o_custkey"), "inner"
)

lines_of_orders = orders_of_customers.join(
    unshipped_lines, F.expr("o_orderkey = l_orderkey"), "inner"
)

revenue_by_order = lines_of_orders.groupBy(
    "l_orderkey", "o_orderdate", "o_shippriority"
).agg(F.sum(F.expr("l_extendedprice * (1 - l_discount)")).alias("revenue"))

result_columns = revenue_by_order.select(
    "l_orderkey", "revenue", "o_orderdate", "o_shippriority"
)

highest_revenue_first = result_columns.orderBy(F.col("revenue").desc(), "o_orderdate")

first_ten = highest_revenue_first.limit(10)

first_ten.write.mode("overwrite").parquet(f"{out}/q03")
