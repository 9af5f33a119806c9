"""The rules that `docs/architecture.md` gives, looked up in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import etlab_jupyter

PACKAGE = Path(etlab_jupyter.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# From left to right along the one way through the code.
ORDER = (
    "__about__", "gc_pause", "problems", "spark_types", "spark_session", "expressions",
    "parameters",
    "schema_definition", "page", "probing", "schema_import", "schema_comments", "nodes", "graph",
    "codegen", "page_schema", "pipeline", "importing", "notebooks", "runners", "builder",
    "dataframes", "client", "opening", "front_end", "api", "connections", "connection_checks", "db",
    "services", "running", "handlers", "cli", "widgets", "magics", "__main__", "__init__",
)  # fmt: skip
# `page_schema` stands apart: it describes pages with the node types.
PURE = ORDER[: ORDER.index("runners")]
HEAVY = ("pyspark", "tornado", "sqlalchemy", "ipywidgets", "jupyter_client", "pandas", "py4j")


def part(path: Path) -> str:
    """The file or folder directly under the package that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The parts of the package that a module imports when it is loaded."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("etlab_jupyter."):
                yield name.split(".")[1]


def test_modules_import_leftwards_only() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in MODULES
        for name in imported(path)
        if ORDER.index(name) > ORDER.index(part(path))
    ]
    assert wrong == []


def test_what_comes_before_the_runners_imports_nothing_heavy() -> None:
    names = [
        ".".join(["etlab_jupyter", *path.relative_to(PACKAGE).with_suffix("").parts])
        for path in MODULES
        if part(path) in PURE and path.name != "__init__.py"
    ]
    code = (
        f"import sys, importlib\nfor name in {names!r}: importlib.import_module(name)\n"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    assert len(names) > 80


def test_the_import_of_the_package_loads_next_to_nothing() -> None:
    code = "import sys\nimport etlab_jupyter\nprint(len(sys.modules), 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, pydantic = done.stdout.split()
    assert pydantic == "False"
    assert int(count) < 120


def test_the_server_loads_neither_spark_nor_the_sdk_of_databricks() -> None:
    code = (
        "import sys\nimport etlab_jupyter.running.manager, etlab_jupyter.handlers.routes\n"
        "print(*(name for name in ('pyspark', 'databricks.sdk') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_only_the_widgets_import_ipywidgets() -> None:
    pattern = re.compile(r"^\s*(?:import|from) (?:ipywidgets|anywidget|traitlets)\b", re.MULTILINE)
    users = {part(path) for path in MODULES if pattern.search(path.read_text(encoding="utf-8"))}
    assert users - {"handlers"} == {"widgets"}  # the server's settings are traits


def test_no_file_is_longer_than_400_lines() -> None:
    assert [path for path in MODULES if path.read_text(encoding="utf-8").count("\n") > 400] == []
