"""That coroutine tests run at all: two plugins want to run them."""

from __future__ import annotations

import subprocess
import sys

FAILING = """
import asyncio
import pytest

@pytest.mark.asyncio
async def test_fails_behind_an_await():
    await asyncio.sleep(0)
    assert 1 == 2
"""


def test_a_marked_coroutine_is_run_to_its_end(tmp_path):
    (tmp_path / "test_inner.py").write_text(FAILING)
    plugins = ["-p", "pytest_jupyter.jupyter_server", "-o", "asyncio_mode=strict"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "assert 1 == 2" in done.stdout
