"""Addresses of databases."""

from __future__ import annotations

import stat

import pytest

from etlab_jupyter.db.own_file import VARIABLE
from etlab_jupyter.db.url import DatabaseURLError, database_url

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("given", "driver", "rest"),
    [
        ("sqlite:////data/etlab.sqlite", "sqlite+aiosqlite", "////data/etlab.sqlite"),
        ("sqlite:///etlab.sqlite", "sqlite+aiosqlite", "///etlab.sqlite"),
        ("sqlite+aiosqlite:////data/e.db", "sqlite+aiosqlite", "////data/e.db"),
        ("sqlite+pysqlite:////data/e.db", "sqlite+aiosqlite", "////data/e.db"),
        ("sqlite:////with space/e.db", "sqlite+aiosqlite", "////with space/e.db"),
        ("postgresql://h/etlab", "postgresql+asyncpg", "//h/etlab"),
        ("postgres://u@h:5433/etlab", "postgresql+asyncpg", "//u@h:5433/etlab"),
        ("postgresql+psycopg2://u:p@h/etlab", "postgresql+asyncpg", "//u:p@h/etlab"),
        ("postgresql+asyncpg://u:p@[::1]:5432/etlab", "postgresql+asyncpg",
         "//u:p@[::1]:5432/etlab"),
        ("mysql://u:p%40ss@h:3307/etlab", "mysql+asyncmy", "//u:p%40ss@h:3307/etlab"),
        ("mysql+pymysql://u:p@h/etlab?charset=utf8mb4", "mysql+asyncmy",
         "//u:p@h/etlab?charset=utf8mb4"),
        ("mariadb://u:p@h/etlab", "mariadb+asyncmy", "//u:p@h/etlab"),
        ("mariadb+asyncmy://u:p@h/etlab", "mariadb+asyncmy", "//u:p@h/etlab"),
    ],
)  # fmt: skip
def test_addresses(given, driver, rest):
    url = database_url(given, {})
    assert url.drivername == driver
    assert url.render_as_string(hide_password=False) == f"{driver}:{rest}"
    assert database_url("", {VARIABLE: given}) == url
    assert database_url(given, {VARIABLE: "sqlite:////other"}) == url


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (f"{SECRET}", "cannot be read"),
        (f"/data/{SECRET}.sqlite", "cannot be read"),
        (f"postgresql//u:{SECRET}@h/etlab", "cannot be read"),
        (f"postgresql://u:{SECRET}@h:port/etlab", "cannot be read"),
        (f"postgresql://u:{SECRET}@h:99999999/etlab", "port"),
        (f"postgresql://u:{SECRET}@h:0/etlab", "port"),
        (f"postgresql://u:{SECRET}@h", "names no database"),
        (f"mysql://u:{SECRET}@h/", "names no database"),
        (f"oracle://u:{SECRET}@h/etlab", "'oracle'"),
        (f"mssql+pyodbc://u:{SECRET}@h/etlab", "'mssql'"),
        (f"nothing+like://u:{SECRET}@h/etlab", "'nothing'"),
        ("sqlite://", "memory"),
        ("sqlite:///:memory:", "memory"),
        ("sqlite+aiosqlite:///:memory:", "memory"),
        ("sqlite:///file:etlab?mode=memory&uri=true", "memory"),
    ],
)
def test_addresses_that_cannot_be_used(given, text):
    with pytest.raises(DatabaseURLError, match=text) as error:
        database_url(given, {})
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_without_an_address_it_is_a_file_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    url = database_url("", {})
    file = tmp_path / "data" / "etlab" / "etlab.sqlite"
    assert url.database == str(file)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert database_url("", {VARIABLE: ""}) == url


def test_a_file_whose_name_has_other_letters():
    assert database_url("sqlite:////data/ü 漢.sqlite", {}).database == "/data/ü 漢.sqlite"


def test_postgresqls_sslmode_goes_to_the_driver_under_its_name():
    url = database_url("postgresql://h/etlab?sslmode=require&application_name=x", {})
    assert url.query == {"ssl": "require", "application_name": "x"}
