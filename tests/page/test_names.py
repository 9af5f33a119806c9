"""Variable names."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etlab_jupyter.page.names import Names, slug


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Orders", "orders"),
        ("Orders 2024", "orders_2024"),
        ("2024 orders", "df_2024_orders"),
        ("Größe & Gewicht", "groe_gewicht"),
        ("  --  ", "filter"),
        ("漢字", "filter"),
        ("a" * 10_000, "a" * 60),
        ("x'); import os; ('", "x_import_os"),
    ],
)
def test_a_name_is_made_from_the_label(label, name):
    assert slug(label, "filter") == name


@given(st.text())
def test_every_label_gives_a_name_that_python_takes(label):
    name = Names().unique(slug(label, "filter"))
    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)


def test_taken_and_reserved_names_get_a_number_or_an_ending():
    names = Names(["orders"])
    assert [names.unique(n) for n in ["orders", "orders", "class", "spark", "print"]] == [
        "orders_2", "orders_3", "class_df", "spark_df", "print_df",
    ]  # fmt: skip
    names.reserve(["lines_window"])
    assert names.unique("lines_window") == "lines_window_2"


def test_ten_thousand_equal_names_are_handed_out_quickly():
    names = Names()
    assert len({names.unique("filter") for _ in range(10_000)}) == 10_000
