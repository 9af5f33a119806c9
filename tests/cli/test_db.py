"""`etlab db …`, on a file and on servers."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing

import pytest
from click.testing import CliRunner

from etlab_jupyter.cli import main
from etlab_jupyter.db import migrate
from etlab_jupyter.db.own_file import VARIABLE
from tests.servers import free_port

HEAD = migrate.head()


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Where the database is: its address is in the environment."""
    file = tmp_path / "etlab.sqlite"
    monkeypatch.setenv(VARIABLE, f"sqlite:///{file}")
    return file


def db(*arguments, code=0, answer=None):
    result = CliRunner().invoke(main, ["db", *map(str, arguments)], input=answer)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def refused(*arguments, code):
    """The one line that says what is wrong."""
    result = db(*arguments, code=code)
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def run(file, sql):
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(sql).fetchall()
        connection.commit()
        return found


def test_up_and_down(file):
    assert db("current").stdout == f"none (the newest is {HEAD})\n"
    assert db("upgrade").stdout == f"{file} went from none to {HEAD}.\n"
    assert db("upgrade").stdout == f"{file} is at {HEAD} already.\n"
    assert db("current").stdout == f"{HEAD} (the newest)\n"
    assert db("downgrade", "--yes", "-1").stdout.startswith(f"{file} went from {HEAD} to ")
    db("downgrade", "base", "-y")
    assert run(file, "SELECT name FROM sqlite_master WHERE type = 'table'") == [
        ("alembic_version",)
    ]
    assert db("upgrade", "0001").stdout == f"{file} went from none to 0001.\n"


def test_downgrade_asks_first(file):
    db("upgrade")
    result = db("downgrade", "base", answer="n\n", code=1)
    assert f"Take {file} from {HEAD} back to base, losing data? [y/N]: n" in result.output
    assert db("current").stdout.startswith(HEAD)
    db("downgrade", "base", answer="y\n")
    assert db("current").stdout.startswith("none")
    assert "Missing argument 'REVISION'" in db("downgrade", code=2).output


def test_check(file):
    assert f"migration none; this version of ETLab needs {HEAD}" in refused("check", code=1)
    db("upgrade", "0001")
    assert "run: etlab db upgrade" in refused("check", code=1)
    db("upgrade")
    assert db("check").stdout == f"{file} is at {HEAD} and has all that it needs.\n"
    run(file, "DROP INDEX ix_pages_workspace_id")
    run(file, "ALTER TABLE users DROP COLUMN avatar_url")
    run(file, "ALTER TABLE users ADD COLUMN colour TEXT")
    run(file, "DROP TABLE execution_events")
    run(file, "CREATE TABLE notes (id INTEGER)")
    assert sorted(db("check", code=1).stdout.splitlines()) == [
        "column users.avatar_url is missing",
        "column users.colour is not known to this ETLab",
        "index ix_pages_workspace_id on pages (workspace_id) is missing",
        "table execution_events is missing",
        "table notes is not known to this ETLab",
    ]


def test_check_tells_what_differs_in_a_column(file):
    db("upgrade")
    run(file, "ALTER TABLE users RENAME COLUMN name TO old")
    run(file, "ALTER TABLE users ADD COLUMN name INTEGER NOT NULL DEFAULT 1")
    lines = db("check", code=1).stdout.splitlines()
    assert "users.name: nullable is False and should be True" in lines
    assert any(line.startswith("users.name: type is INTEGER() and should be") for line in lines)


@pytest.mark.parametrize("command", [["upgrade", "0815"], ["downgrade", "-y", "0815"]])
def test_an_unknown_revision(file, command):
    db("upgrade")
    assert "0815" in refused(*command, code=2)


@pytest.mark.parametrize("command", [["upgrade"], ["downgrade", "-y", "-1"], ["check"]])
def test_a_database_of_a_newer_version(file, command):
    db("upgrade")
    run(file, "UPDATE alembic_version SET version_num = '9999'")
    assert "at migration 9999, which this version of ETLab does not know" in refused(
        *command, code=1
    )


def test_addresses_that_cannot_be_used(file):
    text = refused("current", "--database", "postgresql//me:s3cr3t@host/x", code=2)
    assert "cannot be read" in text
    assert "s3cr3t" not in text
    text = refused("current", "--database", f"sqlite:///{file.parent}/none/x.sqlite", code=1)
    assert "cannot be opened" in text
    file.write_text("This is no database. " * 100)
    assert "no SQLite database" in refused("upgrade", code=1)


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
def test_a_server_that_is_not_there(kind):
    address = f"{kind}://me:s3cr3t@127.0.0.1:{free_port()}/etlab"
    for command in (["upgrade"], ["current"], ["check"], ["downgrade", "-y", "base"]):
        text = refused(*command, "--database", address, code=1)
        assert "does not answer" in text
        assert "s3cr3t" not in text


def test_tables_of_others_are_not_touched(file):
    run(file, "CREATE TABLE users (id INTEGER)")
    text = refused("upgrade", code=1)
    assert text == "error: The database reports: table users already exists\n"
    assert db("current").stdout.startswith("none")


def test_revision(file, tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.migrations_folder(), folder)
    monkeypatch.setattr(migrate, "migrations_folder", lambda: folder)
    number = f"{int(HEAD) + 1:04}"
    assert "not up to date" in refused("revision", "-m", "x", "--autogenerate", code=2)

    db("upgrade")
    run(file, "DROP TABLE execution_history")
    made = folder / "versions" / f"{number}_put_runs_back.py"
    assert db("revision", "-m", "Put runs back", "--autogenerate").stdout == f"{made}\n"
    text = made.read_text()
    assert text.startswith(f'"""Put runs back\n\nRevision ID: {number}\nRevises: {HEAD}\n')
    assert "etlab_jupyter" not in text
    assert "sa.Column('request', sa.JSON(), nullable=True)" in text
    assert "'started_at', sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6)" in text
    assert db("upgrade").stdout.endswith(f"to {number}.\n")
    db("check")

    run(file, "DROP TABLE alembic_version")  # nor does an empty one look at the database
    made = db("revision", "-m", "Later").stdout.strip()
    assert made == str(folder / "versions" / f"{int(number) + 1:04}_later.py")
    assert "Missing option '--message'" in db("revision", code=2).output


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_on_servers(kind, request):
    server = request.getfixturevalue(kind)
    name = f"etlab_{uuid.uuid4().hex}"
    option = ["--database", server.database(name)]
    assert db("upgrade", *option).stdout == f"{name} on 127.0.0.1 went from none to {HEAD}.\n"
    assert "has all that it needs" in db("check", *option).stdout
    db("downgrade", "-y", "-1", *option)
    refused("check", *option, code=1)
    db("downgrade", "-y", "base", *option)
    assert db("current", *option).stdout.startswith("none")
    wrong = [option[0], option[1].replace(name, "nowhere")]
    assert "no database of this name" in refused("current", *wrong, code=1)


def test_a_wrong_password(mariadb):
    address = mariadb.database("etlab_password").replace("etlab:etlab", "etlab:s3cr3t")
    text = refused("upgrade", "--database", address, code=1)
    assert "refuses the user or the password" in text
    assert "s3cr3t" not in text


def test_as_a_program(file):
    call = [sys.executable, "-m", "etlab_jupyter", "db"]
    done = subprocess.run([*call, "upgrade"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{file} went from none to {HEAD}.\n"
    assert done.stderr == ""
    done = subprocess.run([*call, "upgrade", "x"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


def test_the_command_line_loads_no_sqlalchemy_until_it_is_used():
    code = (
        "import sys; from click.testing import CliRunner; from etlab_jupyter.cli import main; "
        "CliRunner().invoke(main, ['--help']); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
