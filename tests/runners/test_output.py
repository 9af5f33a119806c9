"""What a run writes is kept within bounds."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners.output import BoundedOutput


def shown(parts):
    return "".join(text for _, text in parts)


def test_short_output_passes_at_once():
    output = BoundedOutput(100)
    assert output.add("stdout", "hello\n") == [("stdout", "hello\n")]
    assert output.add("stderr", "oops\n") == [("stderr", "oops\n")]
    assert output.drain() == []


def test_the_newest_half_of_long_output_comes_at_the_end():
    output = BoundedOutput(20)
    assert output.add("stdout", "0123456789ABCDE") == [("stdout", "0123456789")]
    assert output.add("stdout", "FGHIJ") == []
    assert output.drain() == [("stdout", "ABCDE"), ("stdout", "FGHIJ")]
    assert output.drain() == []


def test_what_is_left_out_is_counted():
    output = BoundedOutput(20)
    output.add("stdout", "x" * 10)
    output.add("stdout", "a" * 7)
    output.add("stderr", "b" * 6)
    mark, *rest = output.drain()
    assert mark == ("stderr", "[… 3 characters left out …]\n")
    assert rest == [("stdout", "aaaa"), ("stderr", "bbbbbb")]


def test_one_huge_text_keeps_its_end():
    output = BoundedOutput(20)
    now = output.add("stdout", "x" * 10 + "y" * 1000 + "end")
    assert now == [("stdout", "x" * 10)]
    assert output.drain() == [
        ("stderr", "[… 993 characters left out …]\n"),
        ("stdout", "yyyyyyyend"),
    ]


def test_all_nodes_of_a_run_share_the_bound():
    output = BoundedOutput(100)
    total = 0
    for _ in range(50):
        for _ in range(50):
            total += len(shown(output.add("stdout", "0123456789")))
        total += sum(len(text) for _, text in output.drain() if "left out" not in text)
    assert total == 100
    assert output.add("stdout", "more") == []
    assert output.drain() == [("stderr", "[… 4 characters left out …]\n")]


@pytest.mark.parametrize(
    "noise",
    [
        "\r[Stage 3:=====>                (1 + 2) / 8]",
        "[Stage 3:>  (0 + 2) / 8][Stage 4:> (0 + 0) / 8]",
        "\r" + " " * 80 + "\r",
        '{"ts": "2026-01-01T00:00:00Z", "level": "ERROR", "logger": "DataFrameQueryContextLogger",'
        ' "msg": "[DIVIDE_BY_ZERO]"}\n',
    ],
)
def test_spark_s_progress_bar_and_doubled_errors_are_not_shown(noise):
    assert shown(BoundedOutput().add("stderr", noise)).strip("\r") == ""


def test_colours_are_removed_and_other_text_is_kept():
    output = BoundedOutput()
    text = '\x1b[31mred\x1b[0m [Stage left\r\n{"ts": 1}\n'
    assert shown(output.add("stdout", text)) == 'red [Stage left\r\n{"ts": 1}\n'
