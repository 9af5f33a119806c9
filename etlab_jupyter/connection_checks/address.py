"""Whether anything listens at the addresses of a session, before Spark tries for a minute."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

from etlab_jupyter.connection_checks.found import CheckError
from etlab_jupyter.spark_session import Settings

CONNECT_SECONDS = 5.0
_DEFAULT_PORTS = {"sc": 15002, "spark": 7077, "https": 443, "http": 80}
_PLACE = re.compile(r"^(?P<host>\[[^]]+\]|[^:/;]+)(?::(?P<port>\d{1,5}))?(?:[/;]|$)")


async def reach(session: Settings) -> None:
    """`CheckError` where nothing listens; masters that name no address are passed over."""
    places = _places(session.address)
    failed = [(place, why) for place in places if (why := await _try(*place))]
    if places and len(failed) == len(places):
        (host, port), why = failed[0]
        raise CheckError(f"Nothing answers at {host}:{port}: {why}.", failed="address")


def _places(address: str) -> list[tuple[str, int]]:
    scheme, _, rest = address.removeprefix("k8s://").partition("://")
    if scheme not in _DEFAULT_PORTS:
        return []
    found = []
    for text in rest.split(",") if scheme == "spark" else [rest]:
        match = _PLACE.match(text)
        if match is None:
            told = f"There is no host in the address {scheme}://{text}."
            raise CheckError(told, failed="address")
        found.append((match["host"].strip("[]"), int(match["port"] or _DEFAULT_PORTS[scheme])))
    return found


async def _try(host: str, port: int) -> str | None:
    """Why there is no connection; None where there is one."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return f"no answer within {CONNECT_SECONDS:.0f} seconds"
    except ConnectionRefusedError:
        return "the connection is refused"
    except (OSError, UnicodeError, OverflowError) as error:
        return str(getattr(error, "strerror", None) or error).rstrip(".").lower()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return None
