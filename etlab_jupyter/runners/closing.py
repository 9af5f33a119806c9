"""Clients that are closed at the end of an `async with`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """As `contextlib.aclosing`, for a class that calls it `close`."""

    @abstractmethod
    async def close(self) -> None:
        """Make no more requests."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
