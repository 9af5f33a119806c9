"""What the documentation says is true: its reference, its links and its examples."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyspark.sql import SparkSession

from etlab_jupyter import Page
from etlab_jupyter.cli import main
from etlab_jupyter.handlers import openapi
from etlab_jupyter.handlers.routes import ROUTES
from etlab_jupyter.nodes import registry
from etlab_jupyter.page import dumps, loads
from tests.helpers import assert_schema, run_page

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
GENERATED = {
    "docs/node-types.md": ["node-types", "--markdown"],
    "docs/schemas/page-1.json": ["page", "json-schema"],
}
INTRODUCTION = """\
# Node types

Made by `etlab node-types --markdown`; how to read the settings is in [Pages](pages.md).

"""


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", GENERATED)
def test_generated_documents_are_up_to_date(name: str, request: pytest.FixtureRequest) -> None:
    result = CliRunner().invoke(main, GENERATED[name])
    assert result.exit_code == 0
    text = INTRODUCTION + result.output if name.endswith(".md") else result.output
    if request.config.getoption("--update-golden"):
        (ROOT / name).write_text(text, encoding="utf-8")
    assert (ROOT / name).read_text(encoding="utf-8") == text


def test_the_openapi_document_is_up_to_date(request: pytest.FixtureRequest) -> None:
    file = ROOT / "docs" / "openapi.json"
    text = json.dumps(openapi.document(ROUTES), indent=2, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-golden"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_page_in_the_docs_is_one() -> None:
    (text, *_) = blocks("docs/pages.md", "json")
    assert dumps(loads(text)) == text
    page = Page(document=loads(text))
    codes = [problem.code for problem in page.check(day="2026-01-31")]
    assert codes == ["no-such-path"]
    assert 'f"data/{day}/orders"' in page.code(day="2026-01-31")


def test_the_columns_in_the_docs_are_a_schema_definition() -> None:
    columns = json.loads(blocks("docs/pages.md", "json")[1])
    page = Page()
    page.read.rows(columns, [])
    assert page.check() == []


def test_the_readme_shows_what_its_page_generates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, code = blocks("README.md", "python")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Page] = {}
    exec(build[: build.index("page.check()")], namespace)
    assert namespace["page"].code() == code


def test_the_commands_in_the_readme_exist() -> None:
    for line in "".join(blocks("README.md", "sh")).splitlines():
        if line.startswith("etlab"):
            words = [word for word in shlex.split(line)[1:] if not word.endswith(".json")]
            assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0, line


def test_the_node_type_in_the_docs_works(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed as a package would be: a module and the metadata of an entry point."""
    (module,) = blocks("docs/adding-a-node-type.md", "python")
    (points,) = blocks("docs/adding-a-node-type.md", "toml")
    group, point = points.strip().splitlines()
    assert group == f'[project.entry-points."{registry.GROUP}"]'
    assert point == 'hash_columns = "etlab_acme.nodes:HashColumns"'
    (tmp_path / "etlab_acme").mkdir()
    (tmp_path / "etlab_acme" / "nodes.py").write_text(module)
    info = tmp_path / "etlab_acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: etlab-acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        f"[{registry.GROUP}]\n{point.replace(chr(34), '')}\nfilter = etlab_acme.nodes:HashColumns\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    registry.reload()
    try:
        page = Page()
        rows = page.read.rows([{"name": "a b", "type": "long"}], [[1]])
        rows.hash_columns(["a b"], label="Hashed")
        rows.filter("`a b` > 0")  # a built-in kind cannot be replaced
        frames = run_page(spark, page)
        assert frames["hashed"].columns == ["a b", "hash"]
        assert_schema(page, frames)
        rows.hash_columns(["c"])
        assert [problem.code for problem in page.check()] == ["unknown-column"]
    finally:
        monkeypatch.undo()
        registry.reload()
