from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("Shop events").getOrCreate()

out = "out"

events = spark.createDataFrame(
    [
        [
            1,
            "2026-01-05 09:15:00",
            '{"customer": {"name": "Lovelace, Ada", "city": "London"}, "items": [{"sku": "A-1", "price": 9.5, "count": 2}, {"sku": "B-7", "price": 20.0, "count": 1}]}',
        ],
        [
            2,
            "2026-01-05 11:00:00",
            '{"customer": {"name": "Hopper, Grace", "city": "n/a"}, "items": [{"sku": "A-1", "price": 9.5, "count": 1}]}',
        ],
        [
            2,
            "2026-01-05 11:00:05",
            '{"customer": {"name": "Hopper, Grace", "city": "New York"}, "items": [{"sku": "A-1", "price": 9.5, "count": 3}]}',
        ],
        [
            3,
            "2026-01-06 08:30:00",
            '{"customer": {"name": "Turing, Alan", "city": "Manchester"}, "items": []}',
        ],
        [4, "2026-01-06 10:45:00", "not JSON"],
    ],
    "id int NOT NULL, at string, body string",
).withColumn("at", F.col("at").cast("timestamp"))

last_version_of_each = (
    events.withColumn(
        "row_number",
        F.row_number().over(Window.partitionBy("id").orderBy(F.col("at").desc())),
    )
    .filter("row_number = 1")
    .drop("row_number")
)

parsed = last_version_of_each.withColumn(
    "event",
    F.from_json(
        "body",
        "customer struct<name: string, city: string>, items array<struct<sku: string, price: double, count: int>>",
    ),
)

valid_match = parsed.filter("event.customer IS NOT NULL")
valid_rest = parsed.filter("NOT coalesce(event.customer IS NOT NULL, false)")

bad_events = valid_rest.select("id", "body")

bad_events.write.mode("overwrite").json(f"{out}/bad_events")

parts_of_the_event = valid_match.select(
    "id",
    "at",
    "body",
    F.col("event.customer").alias("event_customer"),
    F.col("event.items").alias("event_items"),
)

a_row_an_item = parts_of_the_event.select(
    "*", F.posexplode_outer("event_items").alias("position", "item")
)

flat_rows = a_row_an_item.select(
    "id",
    "at",
    "body",
    F.col("event_customer.name").alias("event_customer_name"),
    F.col("event_customer.city").alias("event_customer_city"),
    "event_items",
    "position",
    F.col("item.sku").alias("item_sku"),
    F.col("item.price").alias("item_price"),
    F.col("item.count").alias("item_count"),
)

unknown_cities_are_null = flat_rows.replace(
    {"n/a": None}, subset=["event_customer_city"]
)

first_and_last_name = (
    unknown_cities_are_null.withColumn(
        "last_name", F.get(F.split("event_customer_name", ", "), 0)
    )
    .withColumn("first_name", F.get(F.split("event_customer_name", ", "), 1))
    .drop("event_customer_name")
)

amounts = spark.sql(
    """
SELECT id, first_name, last_name, event_customer_city AS city, item_sku AS sku,
  item_price * item_count AS amount
FROM {first_and_last_name} AS rows
WHERE item_sku IS NOT NULL
""",
    first_and_last_name=first_and_last_name,
)

amounts.show()

amounts.write.mode("overwrite").parquet(f"{out}/amounts")
