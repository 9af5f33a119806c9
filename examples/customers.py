from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("Customers by rank").getOrCreate()

data = "data/tpch"
out = "out"
places = 3

orders = spark.read.parquet(f"{data}/orders.parquet")

customers = spark.read.parquet(f"{data}/customer.parquet")

years_and_quarters = orders.withColumn("year", F.year("o_orderdate")).withColumn(
    "quarter", F.quarter("o_orderdate")
)

orders_of_1997 = years_and_quarters.filter("year = 1997")

kept_orders = orders_of_1997.cache()

turnover_by_customer = (
    kept_orders.groupBy("o_custkey")
    .agg(
        F.sum("o_totalprice").alias("turnover"),
        F.count("*").alias("orders"),
        F.median("o_totalprice").alias("median_price"),
        F.count_distinct("o_clerk").alias("clerks"),
    )
    .filter("orders > 1")
)

turnover_by_quarter = (
    kept_orders.groupBy("o_custkey")
    .pivot("quarter", [1, 2, 3, 4])
    .agg(F.sum("o_totalprice").alias("turnover"))
)

quarter_names = turnover_by_quarter.withColumnsRenamed(
    {"1": "q1", "2": "q2", "3": "q3", "4": "q4"}
)

as_doubles = (
    quarter_names.withColumn("q1", F.col("q1").cast("double"))
    .withColumn("q2", F.col("q2").cast("double"))
    .withColumn("q3", F.col("q3").cast("double"))
    .withColumn("q4", F.col("q4").cast("double"))
)

no_turnover_is_0 = as_doubles.fillna({"q1": 0.0, "q2": 0.0, "q3": 0.0, "q4": 0.0})

customers_with_turnover = customers.join(
    turnover_by_customer, F.expr("c_custkey = o_custkey"), "inner"
)

without_the_key = customers_with_turnover.drop("o_custkey")

with_quarters = without_the_key.join(
    F.broadcast(no_turnover_is_0), F.expr("c_custkey = o_custkey"), "left"
)

place_in_the_segment_window = Window.partitionBy("c_mktsegment").orderBy(
    F.col("turnover").desc()
)
place_in_the_segment = with_quarters.withColumn(
    "place", F.rank().over(place_in_the_segment_window)
).withColumn("one_better", F.lag("turnover", 1).over(place_in_the_segment_window))

running_turnover_window = (
    Window.partitionBy("c_mktsegment")
    .orderBy("place", "c_custkey")
    .rowsBetween(Window.unboundedPreceding, Window.currentRow)
)
running_turnover = place_in_the_segment.withColumn(
    "running_turnover", F.sum("turnover").over(running_turnover_window)
)

best_customers = running_turnover.filter(f"place <= {places}")

gap_to_the_next = best_customers.withColumn(
    "behind", F.expr("coalesce(one_better - turnover, 0)")
).withColumn("phone", F.expr("concat('+', c_phone)"))

result_columns = gap_to_the_next.select(
    "c_mktsegment",
    "place",
    "c_name",
    "phone",
    "turnover",
    "behind",
    "running_turnover",
    "orders",
    "median_price",
    "clerks",
    "q1",
    "q2",
    "q3",
    "q4",
)

by_segment_and_place = result_columns.orderBy("c_mktsegment", "place", "c_name")

(
    by_segment_and_place.write.mode("overwrite")
    .partitionBy("c_mktsegment")
    .csv(f"{out}/customers", header=True)
)

a_row_a_quarter = by_segment_and_place.unpivot(
    ["c_name"], ["q1", "q2", "q3", "q4"], "quarter", "turnover"
)

a_row_a_quarter.write.mode("overwrite").orc(f"{out}/customers_by_quarter")
