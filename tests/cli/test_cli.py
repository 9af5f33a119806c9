"""The command line: what it prints and how it exits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from etlab_jupyter import Page, __version__
from etlab_jupyter.cli import main

COLUMNS = [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]


@pytest.fixture
def file(tmp_path):
    """A page with a parameter."""
    page = Page("Orders")
    page.parameter("least", "integer", 0)
    rows = page.read.rows(COLUMNS, [[1, "a"], [2, "b"]], label="Rows")
    rows.filter("id > ${least}", label="Big").write.csv(str(tmp_path / "out"), label="Out")
    page.save(tmp_path / "orders.etlab.json")
    return tmp_path / "orders.etlab.json"


def etlab(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def test_version_and_help():
    assert etlab("--version").output == f"etlab, version {__version__}\n"
    assert "page" in etlab("--help").output
    assert "--param" in etlab("page", "run", "--help").output


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "etlab_jupyter"],
        [Path(sys.executable).with_name("etlab")],
        [Path(sys.executable).with_name("jupyter"), "etlab"],
    ],
    ids=["module", "script", "jupyter"],
)
def test_every_way_to_call_it(command):
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(__version__)


def test_node_types():
    output = etlab("node-types").output
    assert output.startswith("Sources\n")
    assert "  filter " in output
    types = json.loads(etlab("node-types", "--json").output)
    (filter_,) = (item for item in types if item["kind"] == "filter")
    assert filter_["config_schema"]["required"] == ["condition"]
    assert filter_["inputs"] == [{"name": "in", "title": "Input", "many": False, "required": True}]


def test_check(file):
    assert etlab("page", "check", file).stderr == "Orders: 3 nodes, no errors.\n"
    assert json.loads(etlab("page", "check", file, "--json").stdout) == {
        "ok": True,
        "problems": [],
    }


def test_check_tells_every_mistake(file):
    page = Page.load(file)
    page.node("Big").node.data.config["condition"] = "idd > 1"
    page.node("Out").node.data.config["mode"] = "overwrit"
    page.save(file)
    result = etlab("page", "check", file, code=2)
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: 'Out' (out), mode: ")
    assert lines[1].startswith("error: 'Big' (big), condition, line 1, column 1: ")
    assert lines[1].endswith("Did you mean 'id'?")
    found = json.loads(etlab("page", "check", file, "--json", code=2).stdout)
    assert not found["ok"]
    assert [item["code"] for item in found["problems"]] == ["bad-config", "unknown-column"]


def test_code(file, tmp_path):
    assert etlab("page", "code", file).stdout == Page.load(file).code()
    assert "least = 7" in etlab("page", "code", file, "--param", "least=7").stdout
    etlab("page", "code", file, "-o", tmp_path / "orders.py")
    assert (tmp_path / "orders.py").read_text() == Page.load(file).code()
    cells = json.loads(etlab("page", "code", file, "--json").stdout)
    assert [cell["node"] for cell in cells] == ["setup", "parameters", "rows", "big", "out"]


def test_schema(file):
    output = etlab("page", "schema", file, "Big").stdout
    assert output.split() == ["Big", "id", "int", "name", "string"]
    schemas = json.loads(etlab("page", "schema", file, "--json").stdout)
    assert schemas["big"][0] == {"name": "id", "type": "int", "nullable": True}
    assert "no node 'Bug'" in etlab("page", "schema", file, "Bug", code=2).stderr


@pytest.mark.parametrize(
    ("param", "message"),
    [
        ("least=x", "'x' is not a value of type integer"),
        ("lest=1", "Did you mean 'least'?"),
        ("least", "is not of the form name=value"),
    ],
)
def test_wrong_parameters(file, param, message):
    for command in ("check", "code", "run"):
        assert message in etlab("page", command, file, "--param", param, code=2).stderr


def test_a_parameter_without_a_value(file):
    page = Page.load(file)
    page.parameter("run_date", "date")
    page.save(file)
    result = etlab("page", "run", file, code=2)
    assert "Parameter 'run_date' (date) has no value and no default." in result.stderr
    assert "--param run_date=2000-01-01" in result.stderr


@pytest.mark.parametrize("command", ["check", "code", "schema", "run"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no JSON", "is not valid JSON"),
        ('{"nodes": [', "is cut off"),
        ('{"etlab": 2}', "written by a newer ETLab"),
        ("[" * 10_000, "nested too deeply"),
        ("[]", "holds no JSON object"),
    ],
)
def test_files_that_are_no_pages(tmp_path, command, text, message):
    file = tmp_path / "bad.etlab.json"
    file.write_text(text)
    result = etlab("page", command, file, code=2)
    assert message in result.stderr
    assert str(file) in result.stderr


def test_a_file_of_50_mb_and_one_that_is_not_there(tmp_path):
    with (tmp_path / "big.etlab.json").open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    assert "52,428,800 bytes" in etlab("page", "run", tmp_path / "big.etlab.json", code=2).stderr
    assert "There is no file" in etlab("page", "run", tmp_path / "none.etlab.json", code=2).stderr
    bad = json.loads(etlab("page", "check", tmp_path / "none.etlab.json", "--json", code=2).stdout)
    assert bad["problems"][0]["code"] == "no-file"


def test_data_that_is_not_there_keeps_a_page_from_running_only(tmp_path):
    page = Page("Missing")
    page.read.csv(str(tmp_path / "none.csv"), label="Lines").write.console()
    page.save(tmp_path / "page.etlab.json")
    result = etlab("page", "run", tmp_path / "page.etlab.json", code=2)
    assert result.stderr.startswith("error: 'Lines' (lines), path: There is no file or folder")
    assert "spark.read.csv" in etlab("page", "code", tmp_path / "page.etlab.json").stdout


def test_json_schema_of_pages():
    schema = json.loads(etlab("page", "json-schema").stdout)
    assert schema["title"] == "ETLab page"


def test_the_scripts_are_installed():
    assert shutil.which("etlab", path=str(Path(sys.executable).parent))
