"""A page of 20 nodes over TPC-H, and an edit of its first, its middle and its last node."""

from __future__ import annotations

from pathlib import Path

from etlab_jupyter import Page
from etlab_jupyter.codegen.cell import Cell

PLACES = ("first", "middle", "last")
SPARK: dict[str, str | int | float | bool] = {
    "spark.master": "local[*]",
    "spark.ui.enabled": False,
    "spark.driver.memory": "2g",
    "spark.log.level": "ERROR",
}


class Twenty:
    """The page; each edit changes a node's code."""

    def __init__(self, data: Path, out: Path) -> None:
        self._edits = 0
        self._data = data
        self.page = Page("Twenty")
        self.page.document.metadata.spark = dict(SPARK)
        self._build(out)

    @property
    def cells(self) -> list[Cell]:
        """The cells of all nodes, and the set-up."""
        return list(self.page.cells())

    def edit(self, place: str) -> str:
        """Changes the first, the middle or the last node; its id."""
        self._edits += 1
        number = {"first": 0, "middle": 9, "last": 19}[place]
        node = self.page.document.nodes[number]
        config = node.data.config
        match place:
            case "first":  # the same file by another name
                config["path"] = f"{self._data}{'/.' * self._edits}/lineitem.parquet"
            case "middle":
                config["condition"] = f"o_totalprice > {1000 + self._edits}"
            case _:
                config["header"] = self._edits % 2 == 0
                config["sep"] = ";|,"[self._edits % 3]
        return node.id

    def _build(self, out: Path) -> None:
        page = self.page
        lines, orders, customers, nations = (
            page.add("read_parquet", path=f"{self._data}/{name}.parquet", id=name, label=name)
            for name in ("lineitem", "orders", "customer", "nation")
        )
        shipped = lines.filter("l_shipdate >= DATE'1995-01-01'", id="shipped", label="Shipped")
        revenue = shipped.derive(
            columns=[{"name": "revenue", "expression": "l_extendedprice * (1 - l_discount)"}],
            id="revenue", label="Revenue",
        )  # fmt: skip
        recent = orders.filter("o_orderdate >= DATE'1995-01-01'", id="recent", label="Recent")
        sold = revenue.join(
            recent, on=[{"left": "l_orderkey", "right": "o_orderkey"}], id="sold", label="Sold"
        )
        buyers = sold.join(
            customers, on=[{"left": "o_custkey", "right": "c_custkey"}], id="buyers", label="Buyers"
        )
        large = buyers.filter("o_totalprice > 1000", id="large", label="Large")
        places = large.join(
            nations, on=[{"left": "c_nationkey", "right": "n_nationkey"}], id="places",
            label="Places",
        )  # fmt: skip
        groups = (
            ("nation", places, "n_name"),
            ("segment", large, "c_mktsegment"),
            ("priority", large, "o_orderpriority"),
        )
        for name, frame, column in groups:
            total = {"name": "revenue", "function": "sum", "expression": "revenue"}
            summed = frame.aggregate(
                group_by=[column], aggregations=[total], id=f"by_{name}", label=f"By {name}"
            )
            ordered = summed.sort(
                by=[{"column": "revenue", "descending": True}], id=f"top_{name}",
                label=f"Top {name}",
            )  # fmt: skip
            ordered.write.csv(
                f"{out}/{name}", mode="overwrite", id=f"write_{name}", label=f"Write {name}"
            )
