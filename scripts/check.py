"""Runs the linters, the tests or both: `check.py [lint] [tests] [-- PYTEST ARGUMENTS]`.

All steps run even if one fails; the exit status is that of the first that failed. `beside` is the
part of the tests that runs beside the others.
"""

from __future__ import annotations

import sys

import labextension
import tasks

PYTHON = tasks.tool("python")
PYTEST = (PYTHON, "-m", "pytest")
BROWSER = "tests/lab"
BESIDE = [f"tests/{one}" for one in ("livy", "probing", "runners", "widgets")]


def lint() -> list[int]:
    """ruff's rules, its format, mypy, and the same for the JupyterLab extension."""
    ruff = tasks.tool("ruff")
    return [
        tasks.run(ruff, "check", "."),
        tasks.run(ruff, "format", "--check", "."),
        tasks.run(PYTHON, "-m", "mypy"),
        *labextension.check(),
    ]


def tests(arguments: list[str]) -> list[int]:
    """pytest with the arguments; without any, all tests, in two processes side by side.

    They wait for servers much of the time. What runs beside takes about half of it.
    """
    if arguments:
        return [tasks.run(*PYTEST, *arguments)]
    others = [f"--ignore={folder}" for folder in (BROWSER, *BESIDE)]
    with tasks.beside(PYTHON, __file__, "beside") as half:
        return [tasks.run(*PYTEST, *others), half()]


def beside() -> list[int]:
    """The browser's tests by themselves, since Playwright keeps an event loop, and some others."""
    return [tasks.run(*PYTEST, BROWSER), tasks.run(*PYTEST, *BESIDE)]


def main(arguments: list[str]) -> int:
    """Runs what the arguments name."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    what, rest = arguments[:split], arguments[split + 1 :]
    results = lint() if "lint" in what else []
    if "beside" in what:
        results += beside()
    if "tests" in what:
        results += tests(rest)
    return next((status for status in results if status), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
