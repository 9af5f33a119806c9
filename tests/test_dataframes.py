"""Live DataFrames as schemas and sources."""

from __future__ import annotations

import pytest

from etlab_jupyter import ETLabError, Page, from_dataframe
from tests.helpers import run_page

ROWS = """
SELECT 1 AS id, CAST(1.50 AS DECIMAL(5,2)) AS price, DATE'2026-01-31' AS day,
  TIMESTAMP'2026-01-31 12:00:00' AS moment, TIMESTAMP_NTZ'2026-01-31 12:00:00' AS local,
  CAST('NaN' AS DOUBLE) AS number, X'00FF' AS bytes, array(1, NULL) AS list,
  map('a', DATE'2026-01-31') AS pairs, named_struct('x', 1, 'y', array('z')) AS inner
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
"""


def test_columns_are_those_of_the_frame(spark):
    found = from_dataframe(spark.sql("SELECT 1L AS id, array(named_struct('a', 'b')) AS parts"))
    assert [column["name"] for column in found.columns] == ["id", "parts"]
    assert found.columns[0] == {"name": "id", "type": "long", "nullable": False}
    frame = spark.createDataFrame([], found.ddl)
    assert frame.columns == ["id", "parts"]


def test_a_source_has_the_frames_rows(spark):
    frame = spark.sql(ROWS)
    page = Page("live")
    from_dataframe(frame).source(page, label="Live")
    assert page.check() == []
    made = run_page(spark, page)[page.document.nodes[0].id]
    assert made.dtypes == frame.dtypes
    assert repr(made.collect()) == repr(frame.collect())


def test_what_cannot_be_is_said(spark):
    with pytest.raises(ETLabError, match="more than 10 rows"):
        from_dataframe(spark.range(11)).source(Page("x"), max_rows=10)
    with pytest.raises(ETLabError, match="A Spark DataFrame is needed, not list"):
        from_dataframe([1])
