from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q10").getOrCreate()

data = "data/tpch"
out = "out"
first_day = "1993-10-01"

orders = spark.read.parquet(f"{data}/orders.parquet")

orders_of_the_quarter = orders.filter(
    f"o_orderdate >= DATE '{first_day}' AND o_orderdate < add_months(DATE '{first_day}', 3)"
)

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

returned_lines = lineitem.filter("l_returnflag = 'R'")

customer = spark.read.parquet(f"{data}/customer.parquet")

orders_of_customers = customer.join(
    orders_of_the_quarter, F.expr("c_custkey = o_custkey"), "inner"
)

returns_of_orders = orders_of_customers.join(
    returned_lines, F.expr("o_orderkey = l_orderkey"), "inner"
)

nation = spark.read.parquet(f"{data}/nation.parquet")

nations_of_customers = returns_of_orders.join(
    nation, F.expr("c_nationkey = n_nationkey"), "inner"
)

revenue_by_customer = nations_of_customers.groupBy(
    "c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"
).agg(F.sum(F.expr("l_extendedprice * (1 - l_discount)")).alias("revenue"))

result_columns = revenue_by_customer.select(
    "c_custkey",
    "c_name",
    "revenue",
    "c_acctbal",
    "n_name",
    "c_address",
    "c_phone",
    "c_comment",
)

highest_revenue_first = result_columns.orderBy(F.col("revenue").desc())

first_twenty = highest_revenue_first.limit(20)

first_twenty.write.mode("overwrite").parquet(f"{out}/q10")
