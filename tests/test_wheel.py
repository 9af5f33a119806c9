"""What the wheel carries, used from an environment where only the wheel is."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_it_carries_all_parts_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    assert "etlab_jupyter/migrations/env.py" in names
    assert "etlab_jupyter/migrations/versions/0001_seed.py" in names
    assert "etlab_jupyter/widgets/static/graph.js" in names
    (entry,) = (name for name in names if "remoteEntry" in name)
    assert "/share/jupyter/labextensions/etlab-jupyter/static/" in entry
    config = [name for name in names if name.endswith("jupyter_server_config.d/etlab_jupyter.json")]
    assert len(config) == 1
    assert not [name for name in names if "node_modules" in name or name.startswith("tests/")]


def test_the_migrations_run_from_an_installed_package(wheel: Path, tmp_path: Path) -> None:
    site = str(tmp_path / "site")
    install = ["pip", "install", "-q", "--no-deps", "--no-index", "--target", site]
    subprocess.run([sys.executable, "-m", *install, str(wheel)], check=True)
    env = {**os.environ, "PYTHONPATH": site}

    def etlab(*arguments: str) -> str:
        command = [sys.executable, "-m", "etlab_jupyter", "db", *arguments]
        address = f"sqlite:///{tmp_path / 'etlab.sqlite'}"
        done = subprocess.run(
            [*command, "--database", address],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=env,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = [sys.executable, "-c", "import etlab_jupyter; print(etlab_jupyter.__file__)"]
    found = subprocess.run(where, capture_output=True, text=True, check=True, cwd=tmp_path, env=env)
    assert site in found.stdout
    etlab("upgrade")
    newest = max((ROOT / "migrations/versions").glob("0*.py")).name
    assert etlab("current") == f"{newest[:4]} (the newest)\n"
    etlab("check")
