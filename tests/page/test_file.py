"""Page files: what is read, what is refused and how, and what is written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etlab_jupyter import PageError
from etlab_jupyter.page import dumps, load, loads, save
from etlab_jupyter.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]

NODE = {
    "id": "orders",
    "type": "source",
    "position": {"x": 0, "y": 1.5},
    "data": {"label": "Orders", "kind": "read_parquet", "config": {"path": "data/orders"}},
}
PAGE = {
    "etlab": 1,
    "name": "Sales",
    "nodes": [NODE],
    "edges": [{"id": "e1", "source": "orders", "target": "big", "targetHandle": "in"}],
}
FILE = """\
{
  "etlab": 1,
  "name": "Sales",
  "nodes": [
    {
      "id": "orders",
      "type": "source",
      "position": {"x": 0, "y": 1.5},
      "data": {
        "label": "Orders",
        "kind": "read_parquet",
        "config": {
          "path": "data/orders"
        }
      }
    }
  ],
  "edges": [
    {"id": "e1", "source": "orders", "target": "big", "targetHandle": "in"}
  ]
}
"""


def refused(text):
    with pytest.raises(PageError) as raised:
        loads(text, "sales.etlab.json")
    return raised.value.problems


def test_a_page_is_written_with_one_node_a_block_and_one_edge_a_line():
    assert dumps(loads(json.dumps(PAGE))) == FILE


def test_the_order_of_the_keys_does_not_depend_on_the_input():
    shuffled = {key: PAGE[key] for key in reversed(PAGE)}
    shuffled["nodes"] = [{key: NODE[key] for key in reversed(NODE)}]
    assert dumps(loads(json.dumps(shuffled))) == FILE


def test_one_changed_setting_is_a_diff_of_one_line():
    changed = FILE.replace("data/orders", "data/all")
    again = dumps(loads(changed))
    differing = [a for a, b in zip(FILE.split("\n"), again.split("\n"), strict=True) if a != b]
    assert len(differing) == 1


def test_keys_that_etlab_does_not_know_stay_everywhere():
    page = json.loads(json.dumps(PAGE))
    page["viewport"] = {"x": 1, "zoom": 0.5}
    page["metadata"] = {"owner": "me", "parameters": [{"name": "day", "unit": "d"}]}
    page["nodes"][0]["selected"] = True
    page["nodes"][0]["position"]["z"] = 3
    page["nodes"][0]["data"]["notes"] = ["a", None]
    page["edges"][0]["animated"] = False
    assert json.loads(dumps(loads(json.dumps(page)))) == page


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(config=st.dictionaries(st.text(), JSON, max_size=4), label=st.text(), more=JSON)
def test_any_content_survives_writing_and_reading(config, label, more):
    data = {"label": label, "kind": "filter", "config": config}
    node = {"id": "n", "type": "transform", "data": data, "more": more}
    page = {"etlab": 1, "name": "x", "nodes": [node]}
    text = dumps(loads(json.dumps(page)))
    assert json.loads(text) == page
    assert dumps(loads(text)) == text


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "not-json", "line 1, column 1: sales.etlab.json is cut off"),
        (FILE[:200], "not-json", "is cut off"),
        (FILE.replace('"orders",', '"orders"', 1), "not-json", "line 7, column 7"),
        ("[]", "not-a-page", "holds no JSON object"),
        ("null", "not-a-page", "holds no JSON object"),
        ('{"etlab": 99}', "newer-version", "Update etlab-jupyter"),
        ('{"nodes": 5}', "bad-page", "nodes: Input should be a valid list"),
        ("[" * 10_000, "too-deep", "nested too deeply"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "too-deep", "nested too deeply"),
        ('{"x": ' + "[" * 500 + "]" * 500 + "}", "too-deep", "nested too deeply"),
        ('{"x": NaN}', "not-json", "NaN, which is no number"),
        ('{"x": 1e999}', "not-json", "1e999, which is no number"),
        ('{"x": ' + "9" * 5000 + "}", "not-json", "bad number: Exceeds the limit (4300 digits)"),
        (r'{"x": "\ud800"}', "not-text", "half of a character"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(text, code, message):
    (problem,) = refused(text)
    assert problem.code == code
    assert message in str(problem)


def test_every_mistake_in_the_shape_is_named_with_its_node():
    page = json.loads(json.dumps(PAGE))
    page["nodes"][0]["type"] = "sourse"
    page["nodes"].append({"id": "b", "type": "sink", "data": {"label": "Out"}})
    page["edges"][0].pop("target")
    problems = refused(json.dumps(page))
    assert [(p.node, p.label, p.field) for p in problems] == [
        ("orders", "Orders", "nodes.0.type"),
        ("b", "Out", "nodes.1.data.kind"),
        (None, None, "edges.0.target"),
    ]


def test_a_file_of_50_mb_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "big.etlab.json"
    with file.open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    with pytest.raises(PageError, match="52,428,800 bytes") as raised:
        load(file)
    assert raised.value.problems[0].code == "too-large"


def test_files_that_cannot_be_read_are_named(tmp_path):
    for make, code in [
        (lambda path: None, "no-file"),
        (lambda path: path.write_bytes(b"\xff\xfe{}"), "not-text"),
        (lambda path: path.mkdir(), "unreadable"),
    ]:
        file = tmp_path / f"{code}.etlab.json"
        make(file)
        with pytest.raises(PageError, match=file.name) as raised:
            load(file)
        assert raised.value.problems[0].code == code


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "a.etlab.json"
    file.write_text(FILE, encoding="utf-8-sig")
    assert load(file).name == "Sales"


def test_saving_replaces_the_file_in_one_step_and_keeps_it_on_an_error(tmp_path, monkeypatch):
    file = tmp_path / "new" / "a.etlab.json"
    save(loads(FILE), file)
    assert file.read_text() == FILE
    with monkeypatch.context() as patch:
        patch.setattr("etlab_jupyter.page.file.dumps", lambda document: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save(loads(FILE), file)
    assert file.read_text() == FILE
    assert os.listdir(file.parent) == [file.name]


def test_a_saved_file_may_be_read_by_those_who_could_before(tmp_path):
    file = tmp_path / "a.etlab.json"
    save(loads(FILE), file)
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask
    file.chmod(0o640)
    save(loads(FILE), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


CANVAS = {
    "notes": [
        {
            "id": "note", "text": "Paid\nonly", "position": {"x": 1.5, "y": -3},
            "size": {"width": 200, "height": 80}, "color": "green", "pinned": True,
        }
    ],
    "groups": [
        {"id": "g", "label": "In", "nodes": ["orders", "gone"], "collapsed": True, "color": "red"}
    ],
    "zoom": 2,
}  # fmt: skip


def test_notes_and_groups_come_back_and_are_typed():
    page = {**PAGE, "metadata": {"canvas": CANVAS}}
    document = loads(json.dumps(page))
    assert json.loads(dumps(document)) == page
    assert document.metadata.canvas.notes[0].size.height == 80
    assert document.metadata.canvas.groups[0].nodes == ["orders", "gone"]
    (problem,) = refused(json.dumps({"metadata": {"canvas": {"groups": [{"id": ""}]}}}))
    assert problem.field == "metadata.canvas.groups.0.id"


def test_notes_and_groups_change_neither_code_nor_keys():
    text = (ROOT / "examples" / "events.etlab.json").read_text(encoding="utf-8")
    page = json.loads(text)
    page["metadata"] = {**page.get("metadata", {}), "canvas": CANVAS}
    plain, drawn = (Pipeline(loads(one)).cells for one in (text, json.dumps(page)))
    assert [(cell.source, cell.key) for cell in drawn] == [(c.source, c.key) for c in plain]
