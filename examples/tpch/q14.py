from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("TPC-H Q14").getOrCreate()

data = "data/tpch"
out = "out"
first_day = "1995-09-01"

lineitem = spark.read.parquet(f"{data}/lineitem.parquet")

lines_of_the_month = lineitem.filter(
    f"l_shipdate >= DATE '{first_day}' AND l_shipdate < add_months(DATE '{first_day}', 1)"
)

part = spark.read.parquet(f"{data}/part.parquet")

parts_of_lines = lines_of_the_month.join(part, F.expr("l_partkey = p_partkey"), "inner")

revenue_of_promotions = parts_of_lines.agg(
    F.sum(
        F.expr(
            "CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END"
        )
    ).alias("promotion"),
    F.sum(F.expr("l_extendedprice * (1 - l_discount)")).alias("revenue"),
)

share_of_promotions = revenue_of_promotions.withColumn(
    "promo_revenue", F.expr("100 * promotion / revenue")
)

result_columns = share_of_promotions.select("promo_revenue")

result_columns.write.mode("overwrite").parquet(f"{out}/q14")
