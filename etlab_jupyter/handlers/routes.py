"""All routes."""

from __future__ import annotations

import asyncio
from typing import Any

from etlab_jupyter.handlers import (
    bundles,
    connections,
    dags,
    looks,
    openapi,
    pages,
    runs,
    schemas,
    workspaces,
)
from etlab_jupyter.handlers.route import Call, Route, Routes

api = Routes("api")


@api.add("GET", "/openapi.json", answer=dict[str, Any])
async def openapi_document(call: Call) -> dict[str, Any]:
    """This document."""
    return await asyncio.to_thread(openapi.document, ROUTES)


ROUTES: tuple[Route, ...] = (
    *workspaces.users_routes.all,
    *workspaces.routes.all,
    *bundles.routes.all,
    *pages.routes.all,
    *schemas.routes.all,
    *connections.routes.all,
    *dags.routes.all,
    *looks.routes.all,
    *runs.routes.all,
    *api.all,
)
