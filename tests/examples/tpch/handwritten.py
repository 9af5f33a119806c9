"""Seven TPC-H queries in PySpark by hand, with the validation parameters.

`data` is a folder with one Parquet file a table, as `tpchgen-cli parquet` makes it.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F


def _read(spark: SparkSession, data: str, table: str) -> DataFrame:
    return spark.read.parquet(f"{data}/{table}.parquet")


def _revenue() -> Column:
    return F.col("l_extendedprice") * (1 - F.col("l_discount"))


def q01(spark: SparkSession, data: str) -> DataFrame:
    """Pricing summary report."""
    return (
        _read(spark, data, "lineitem")
        .filter(F.col("l_shipdate") <= F.lit("1998-09-02").cast("date"))
        .groupBy("l_returnflag", "l_linestatus")
        .agg(
            F.sum("l_quantity").alias("sum_qty"),
            F.sum("l_extendedprice").alias("sum_base_price"),
            F.sum(_revenue()).alias("sum_disc_price"),
            F.sum(_revenue() * (1 + F.col("l_tax"))).alias("sum_charge"),
            F.avg("l_quantity").alias("avg_qty"),
            F.avg("l_extendedprice").alias("avg_price"),
            F.avg("l_discount").alias("avg_disc"),
            F.count("*").alias("count_order"),
        )
        .orderBy("l_returnflag", "l_linestatus")
    )


def q03(spark: SparkSession, data: str) -> DataFrame:
    """Shipping priority."""
    day = F.lit("1995-03-15").cast("date")
    customer = _read(spark, data, "customer").filter(F.col("c_mktsegment") == "BUILDING")
    orders = _read(spark, data, "orders").filter(F.col("o_orderdate") < day)
    lineitem = _read(spark, data, "lineitem").filter(F.col("l_shipdate") > day)
    return (
        customer.join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy("l_orderkey", "o_orderdate", "o_shippriority")
        .agg(F.sum(_revenue()).alias("revenue"))
        .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
        .orderBy(F.col("revenue").desc(), "o_orderdate")
        .limit(10)
    )


def q05(spark: SparkSession, data: str) -> DataFrame:
    """Local supplier volume."""
    orders = _read(spark, data, "orders").filter(
        (F.col("o_orderdate") >= F.lit("1994-01-01").cast("date"))
        & (F.col("o_orderdate") < F.lit("1995-01-01").cast("date"))
    )
    region = _read(spark, data, "region").filter(F.col("r_name") == "ASIA")
    return (
        _read(spark, data, "customer")
        .join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(
            _read(spark, data, "lineitem"),
            F.col("o_orderkey") == F.col("l_orderkey"),
        )
        .join(
            _read(spark, data, "supplier"),
            (F.col("l_suppkey") == F.col("s_suppkey"))
            & (F.col("c_nationkey") == F.col("s_nationkey")),
        )
        .join(
            _read(spark, data, "nation"),
            F.col("s_nationkey") == F.col("n_nationkey"),
        )
        .join(region, F.col("n_regionkey") == F.col("r_regionkey"))
        .groupBy("n_name")
        .agg(F.sum(_revenue()).alias("revenue"))
        .orderBy(F.col("revenue").desc())
    )


def q06(spark: SparkSession, data: str) -> DataFrame:
    """Forecasting revenue change."""
    return (
        _read(spark, data, "lineitem")
        .filter(
            (F.col("l_shipdate") >= F.lit("1994-01-01").cast("date"))
            & (F.col("l_shipdate") < F.lit("1995-01-01").cast("date"))
            & F.expr("l_discount BETWEEN 0.05 AND 0.07")
            & (F.col("l_quantity") < 24)
        )
        .agg(F.sum(F.col("l_extendedprice") * F.col("l_discount")).alias("revenue"))
    )


def q10(spark: SparkSession, data: str) -> DataFrame:
    """Returned item reporting."""
    orders = _read(spark, data, "orders").filter(
        (F.col("o_orderdate") >= F.lit("1993-10-01").cast("date"))
        & (F.col("o_orderdate") < F.lit("1994-01-01").cast("date"))
    )
    lineitem = _read(spark, data, "lineitem").filter(F.col("l_returnflag") == "R")
    return (
        _read(spark, data, "customer")
        .join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .join(
            _read(spark, data, "nation"),
            F.col("c_nationkey") == F.col("n_nationkey"),
        )
        .groupBy(
            "c_custkey",
            "c_name",
            "c_acctbal",
            "c_phone",
            "n_name",
            "c_address",
            "c_comment",
        )
        .agg(F.sum(_revenue()).alias("revenue"))
        .select(
            "c_custkey",
            "c_name",
            "revenue",
            "c_acctbal",
            "n_name",
            "c_address",
            "c_phone",
            "c_comment",
        )
        .orderBy(F.col("revenue").desc())
        .limit(20)
    )


def q12(spark: SparkSession, data: str) -> DataFrame:
    """Shipping modes and order priority."""
    lineitem = _read(spark, data, "lineitem").filter(
        F.col("l_shipmode").isin("MAIL", "SHIP")
        & (F.col("l_commitdate") < F.col("l_receiptdate"))
        & (F.col("l_shipdate") < F.col("l_commitdate"))
        & (F.col("l_receiptdate") >= F.lit("1994-01-01").cast("date"))
        & (F.col("l_receiptdate") < F.lit("1995-01-01").cast("date"))
    )
    urgent = F.col("o_orderpriority").isin("1-URGENT", "2-HIGH")
    return (
        _read(spark, data, "orders")
        .join(lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy("l_shipmode")
        .agg(
            F.sum(F.when(urgent, 1).otherwise(0)).alias("high_line_count"),
            F.sum(F.when(~urgent, 1).otherwise(0)).alias("low_line_count"),
        )
        .orderBy("l_shipmode")
    )


def q14(spark: SparkSession, data: str) -> DataFrame:
    """Promotion effect."""
    lineitem = _read(spark, data, "lineitem").filter(
        (F.col("l_shipdate") >= F.lit("1995-09-01").cast("date"))
        & (F.col("l_shipdate") < F.lit("1995-10-01").cast("date"))
    )
    promotion = F.when(F.col("p_type").like("PROMO%"), _revenue()).otherwise(0)
    return (
        lineitem.join(_read(spark, data, "part"), F.col("l_partkey") == F.col("p_partkey"))
        .agg(
            F.sum(promotion).alias("promotion"),
            F.sum(_revenue()).alias("revenue"),
        )
        .select(
            (100 * F.col("promotion") / F.col("revenue")).alias("promo_revenue"),
        )
    )


QUERIES: dict[str, Callable[[SparkSession, str], DataFrame]] = {
    "q01": q01,
    "q03": q03,
    "q05": q05,
    "q06": q06,
    "q10": q10,
    "q12": q12,
    "q14": q14,
}
