from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q5").getOrCreate()

data = "data/tpch"
out = "out"
region_name = "ASIA"
first_day = "1994-01-01"

orders = spark.read.parquet(f"{data}/orders.parquet")

orders_of_the_year = orders.filter(
    f"o_orderdate >= DATE '{first_day}' AND o_orderdate < add_months(DATE '{first_day}', 12)"
)

region = spark.read.parquet(f"{data}/region.parquet")

the_region = region.filter(f"r_name = {region_name!r}")

customer = spark.read.parquet(f"{data}/customer.parquet")

orders_of_customers = customer.join(
    orders_of_the_year, F.expr("c_custkey = o_custkey"), "inner"
)

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

lines_of_orders = orders_of_customers.join(
    lineitem, F.expr("o_orderkey = l_orderkey"), "inner"
)

supplier = spark.read.parquet(f"{data}/supplier.parquet")

local_suppliers = lines_of_orders.join(
    supplier, F.expr("l_suppkey = s_suppkey AND c_nationkey = s_nationkey"), "inner"
)

nation = spark.read.parquet(f"{data}/nation.parquet")

nations_of_suppliers = local_suppliers.join(
    nation, F.expr("s_nationkey = n_nationkey"), "inner"
)

in_the_region = nations_of_suppliers.join(
    the_region, F.expr("n_regionkey = r_regionkey"), "inner"
)

revenue_by_nation = in_the_region.groupBy("n_name").agg(
    F.sum(F.expr("l_extendedprice * (1 - l_discount)")).alias("revenue")
)

highest_revenue_first = revenue_by_nation.orderBy(F.col("revenue").desc())

highest_revenue_first.write.mode("overwrite").parquet(f"{out}/q05")
