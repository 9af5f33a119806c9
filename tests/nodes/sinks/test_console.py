"""Show."""

from __future__ import annotations

import pytest

from tests.helpers import run_page
from tests.nodes.sinks.checks import last_cell, page_of


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, "orders.show()"),
        ({"rows": 5}, "orders.show(5)"),
        ({"truncate": 0}, "orders.show(truncate=False)"),
        ({"rows": 5, "truncate": 3}, "orders.show(5, truncate=3)"),
        (
            {"rows": 1, "truncate": 0, "vertical": True},
            "orders.show(1, truncate=False, vertical=True)",
        ),
    ],
)
def test_the_code_runs_and_is_what_one_would_write(spark, capsys, config, code):
    page, orders = page_of([[index, "x" * 30, None] for index in range(25)])
    orders.write.console(**config)
    assert last_cell(page) == code
    run_page(spark, page)
    shown = capsys.readouterr().out
    assert ("x" * 30 in shown) == (config.get("truncate") == 0)
    assert ("-RECORD 0-" in shown) == bool(config.get("vertical"))
    assert f"only showing top {config.get('rows', 20)} row" in shown


@pytest.mark.parametrize("config", [{"rows": 0}, {"truncate": -1}, {"rows": "many"}])
def test_settings_of_the_wrong_form_are_reported(config):
    page, orders = page_of()
    orders.write.console(**config)
    assert page.check()
