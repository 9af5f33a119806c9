"""What the agent in a session of statements prints, and how a runner reads it."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners.agent.statements import install
from etlab_jupyter.runners.statements import messages

SPEC = {
    "run_id": "run", "node": "a", "description": "A", "type": "filter", "outputs": {},
    "keep": False, "preview_rows": 0, "count": False, "key": None, "cell_key": None, "writes": None,
}  # fmt: skip
LINES = "".join(f"{number}\n" for number in range(10_000))


def parsed(capsys: pytest.CaptureFixture[str], mark: str) -> messages.Printed:
    found = messages.parse(capsys.readouterr().out, mark)
    assert found is not None
    return found


def streams(told: list[dict[str, str]]) -> str:
    return "".join(one["text"] for one in told if one["kind"] == "stream")


@pytest.mark.parametrize("part", [0, 500, 10_000, 1_000_000])
@pytest.mark.parametrize("text", ["short\n", LINES])
def test_what_a_cell_prints_arrives_whole(capsys, part, text):
    agent = install({"text": text})
    agent.run("mark", part, SPEC, "print(text, end='')", 1_000_000)
    found = parsed(capsys, "mark")
    answer = found.whole
    if answer is None:
        parts = [found.first]
        for number in range(1, found.count):
            agent.rest("own", 0, "mark", number)
            more = parsed(capsys, "own").whole
            assert more is not None
            parts.append(more["part"])
        assert part == 0 or all(len(one) <= part for one in parts)
        answer = messages.joined(parts)
    assert streams(answer["told"]) == text


def test_a_long_answer_is_packed_into_one_part(capsys):
    install({"text": LINES}).run("mark", 0, SPEC, "print(text)", 1_000_000)
    found = parsed(capsys, "mark")
    assert found.count == 1
    assert 0 < len(found.first) < len(LINES)
