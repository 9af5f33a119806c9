"""What a cell prints, where it is kept until the cell is over."""

# ruff: noqa: T201

from __future__ import annotations

import sys

from etlab_jupyter.runners.agent.bounded import printed


def test_both_streams_come_in_their_order():
    with printed(1000) as found:
        print("one")
        print("two", file=sys.stderr)
        print("three")
    assert found.parts() == [("stdout", "one\n"), ("stderr", "two\n"), ("stdout", "three\n")]


def test_bytes_and_lone_surrogates_are_no_error():
    with printed(1000) as found:
        print("\ud800 🦦")
        sys.stdout.buffer.write(b"\xff")
    ((_, text),) = found.parts()
    assert text == "\ufffd\ufffd\ufffd 🦦\n\ufffd"


def test_of_much_the_beginning_and_the_newest_are_kept():
    with printed(10) as found:
        for number in range(100):
            print(number)
    parts = found.parts()
    assert parts[0] == ("stdout", "0\n1\n2")
    assert parts[1] == ("stderr", "[… 280 characters left out …]\n")
    assert "".join(text for _, text in parts[2:]) == "8\n99\n"
