"""Runs pages as a kernel would, and compares their inferred schemas with Spark's."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, SparkSession

from etlab_jupyter import Page


def run_page(spark: SparkSession, page: Page, **parameters: Any) -> dict[str, DataFrame]:
    """Executes the page's cells; the DataFrame of each node, by node id.

    The outputs of a node that has several are called `<node id>.<port>`; its id alone
    is the first of them.
    """
    namespace: dict[str, Any] = {}
    frames: dict[str, DataFrame] = {}
    for cell in page.cells(**parameters):
        exec(compile(cell.source, f"<{cell.node}>", "exec"), namespace)
        namespace["spark"] = spark
        for port, variable in cell.outputs.items():
            frame = namespace[variable]
            frames.setdefault(cell.node, frame)
            if len(cell.outputs) > 1:
                frames[f"{cell.node}.{port}"] = frame
    return frames


def assert_schema(page: Page, frames: dict[str, DataFrame], **parameters: Any) -> None:
    """Every inferred schema must be exactly Spark's, nullability included."""
    pipeline = page.pipeline(**parameters)
    assert frames, "nothing was run"
    for name, frame in frames.items():
        node, _, port = name.partition(".")
        schema = pipeline.schema(node, port or None)
        assert schema is not None, f"the columns of {name} are not known"
        actual = without_metadata(frame.schema.jsonValue())
        assert without_metadata(schema.to_json()) == actual, name


def without_metadata(value: Any) -> Any:
    """A schema's JSON with every column's metadata emptied, whether Spark wrote it or
    not.
    """
    match value:
        case dict():
            return {k: {} if k == "metadata" else without_metadata(v) for k, v in value.items()}
        case list():
            return [without_metadata(item) for item in value]
    return value
