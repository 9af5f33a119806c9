"""That coroutine tests run at all: two plugins want to run them."""

from __future__ import annotations

import asyncio

import pytest


@pytest.mark.asyncio
@pytest.mark.xfail(strict=True, raises=ZeroDivisionError)
async def test_a_marked_coroutine_is_run_to_its_end():
    await asyncio.sleep(0)
    1 / 0  # noqa: B018
