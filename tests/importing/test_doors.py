"""The ways to import code, and what they say of files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from etlab_jupyter import Page
from etlab_jupyter.cli import main
from etlab_jupyter.importing import import_file
from etlab_jupyter.page import load
from etlab_jupyter.problems import PageError
from tests.examples.pages import PAGES, script_of

EXAMPLE = PAGES[0]


def refused(file: Path) -> tuple[str, str, int | None]:
    with pytest.raises(PageError) as caught:
        import_file(file)
    (problem,) = caught.value.problems
    return problem.code, problem.message, problem.line


def test_a_page_of_code() -> None:
    text = script_of(EXAMPLE).read_text(encoding="utf-8")
    assert Page.from_code(text).code() == text


def test_the_command_writes_a_page_file(tmp_path: Path) -> None:
    file = tmp_path / "page.etlab.json"
    done = CliRunner().invoke(main, ["page", "import", str(script_of(EXAMPLE)), "-o", str(file)])
    assert (done.exit_code, done.output.endswith("0 of them code.\n")) == (0, True)
    assert Page.load(file).code() == script_of(EXAMPLE).read_text(encoding="utf-8")


def test_the_command_reads_a_notebook(tmp_path: Path) -> None:
    notebook = tmp_path / "page.ipynb"
    notebook.write_text(json.dumps(Page.load(EXAMPLE).notebook()), encoding="utf-8")
    done = CliRunner().invoke(main, ["page", "import", str(notebook)])
    assert done.exit_code == 0
    ids = [node["id"] for node in json.loads(done.output)["nodes"]]
    assert sorted(ids) == sorted(node.id for node in load(EXAMPLE).nodes)


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("a = 1\nb = = 2\n", encoding="utf-8")
    assert refused(file)[0::2] == ("syntax-error", 2)
    done = CliRunner().invoke(main, ["page", "import", str(file)])
    assert done.exit_code == 2
    assert "line 2" in done.output


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe", "not-text"),
        (b"x = 1\n" * 100_000, "too-large"),
        (b"(" * 5000 + b")" * 5000, "syntax-error"),
        (b"x = " + b"-" * 50_000 + b"1", "too-deep"),
        (b"x = 1" + b" + 1" * 20_000, "too-deep"),
        (b"x = a" + b".b()" * 20_000, "too-deep"),
        (b"x = a" + b".b()" * 1_500, "too-deep"),
        (b"a\x00b", "syntax-error"),
    ],
    ids=["bytes", "lines", "brackets", "minuses", "sum", "chain", "shorter chain", "null"],
)
def test_hostile_files_are_refused_with_a_clear_error(
    tmp_path: Path, text: bytes, code: str
) -> None:
    file = tmp_path / "bad.py"
    file.write_bytes(text)
    assert refused(file)[0] == code


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', "[" * 100_000], ids=str
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.ipynb"
    file.write_text(text, encoding="utf-8")
    assert refused(file)[0] in ("not-json", "not-a-notebook")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.py")[0] == "no-file"
    assert refused(tmp_path)[0] == "unreadable"


def test_a_mistake_in_a_notebook_names_its_cell(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": "a = 1"}, {"cell_type": "code", "source": ["b =\n"]}]
    file = tmp_path / "bad.ipynb"
    file.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    code, message, line = refused(file)
    assert (code, line) == ("syntax-error", 1)
    assert "cell 2" in message


def test_nothing_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    page = Page.from_code(f"open({str(mark)!r}, 'w')\nspark = open({str(mark)!r}, 'w')\n")
    assert page.check() == []
    assert not mark.exists()
    assert [node.data.kind for node in page.document.nodes] == ["code"]
