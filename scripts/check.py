"""Runs the linters, the tests or both: `check.py [lint] [tests] [-- PYTEST ARGUMENTS]`.

All steps run even if one fails; the exit status is that of the first that failed.
"""

from __future__ import annotations

import sys

import labextension
import tasks

PYTHON = tasks.tool("python")


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
    """pytest with the arguments; without any, the browser's tests in a process of their own.

    Playwright keeps an event loop in the main thread, which the other tests need themselves. Both
    wait for servers much of the time: side by side they take less.
    """
    pytest = (PYTHON, "-m", "pytest")
    if arguments:
        return [tasks.run(*pytest, *arguments)]
    with tasks.beside(*pytest, "tests/lab") as lab:
        return [tasks.run(*pytest, "--ignore=tests/lab"), lab()]


def main(arguments: list[str]) -> int:
    """Runs what the arguments name."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    what, rest = arguments[:split], arguments[split + 1 :]
    results = lint() if "lint" in what else []
    if "tests" in what:
        results += tests(rest)
    return next((status for status in results if status), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
