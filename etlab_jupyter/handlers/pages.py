"""Pages and their versions."""

from __future__ import annotations

from etlab_jupyter.api import pages as api
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.handlers.route import UUID_SCHEMA, Call, Query, Routes
from etlab_jupyter.handlers.workspaces import DELETED, PURGE
from etlab_jupyter.services import pages, revisions

routes = Routes("pages")
ONE = "/pages/{page_id}"
WORKSPACE = Query(UUID_SCHEMA, "Only of this workspace.")
_VERSION = {"type": "integer", "minimum": 1, "maximum": 10**9}


@routes.list("/pages", api.PageRow, workspace_id=WORKSPACE, deleted=DELETED)
async def list_pages(call: Call) -> object:
    """Pages, without their nodes."""
    found = await pages.find_all(
        call.context.store, call.actor, call.listing,
        workspace_id=call.uuid("workspace_id"), deleted=call.flag("deleted"),
    )  # fmt: skip
    return found.body()


@routes.add("POST", "/pages", body=api.PageIn, answer=api.Page, status=201)
async def create_page(call: Call) -> api.Page:
    """Make a page."""
    return await pages.create(call.context.store, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Page)
async def get_page(call: Call) -> api.Page:
    """A page with its nodes, also from the trash."""
    return await pages.get(call.context.store, call.actor, call.id("page_id"))


@routes.add("PATCH", ONE, body=api.PageChange, answer=api.Page, versioned=True)
async def change_page(call: Call) -> api.Page:
    """Save what changed of a page as its next version."""
    id_ = call.id("page_id")
    return await pages.change(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.add("DELETE", ONE, status=204, versioned=True, query={"purge": PURGE})
async def delete_page(call: Call) -> None:
    """Put a page into the trash, or delete one in the trash for good."""
    if call.flag("purge"):
        await pages.purge(call.context.store, call.actor, call.id("page_id"))
    else:
        await pages.delete(call.context.store, call.actor, call.id("page_id"), call.based_on)


@routes.add("POST", f"{ONE}/restore", answer=api.Page)
async def restore_page(call: Call) -> api.Page:
    """Take a page out of the trash."""
    return await pages.restore(call.context.store, call.actor, call.id("page_id"))


@routes.add("POST", f"{ONE}/duplicate", body=api.PageDuplicate, answer=api.Page, status=201)
async def duplicate_page(call: Call) -> api.Page:
    """Copy a page, with a name of its own."""
    return await pages.duplicate(call.context.store, call.actor, call.id("page_id"), call.body)


@routes.add("POST", f"{ONE}/move", body=Move, answer=api.Page, versioned=True)
async def move_page(call: Call) -> api.Page:
    """Put a page into another workspace."""
    id_ = call.id("page_id")
    return await pages.move(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.list(f"{ONE}/versions", api.RevisionRow)
async def list_page_versions(call: Call) -> object:
    """The saved versions of a page, the newest first."""
    id_ = call.id("page_id")
    return (await revisions.find_all(call.context.store, call.actor, id_, call.listing)).body()


@routes.add("GET", f"{ONE}/versions/{{version}}", answer=api.Revision)
async def get_page_version(call: Call) -> api.Revision:
    """One version of a page."""
    id_, version = call.id("page_id"), call.ids["version"]
    return await revisions.get(call.context.store, call.actor, id_, version)


@routes.add("POST", f"{ONE}/versions/{{version}}/restore", answer=api.Page, versioned=True)
async def restore_page_version(call: Call) -> api.Page:
    """Save an old version again, as the newest."""
    id_, version = call.id("page_id"), call.ids["version"]
    return await revisions.restore(call.context.store, call.actor, id_, version, call.based_on)


@routes.add(
    "GET", f"{ONE}/compare", answer=api.Comparison,
    query={"base": Query(_VERSION, "The older version.", required=True),
           "other": Query(_VERSION, "The newer version.", required=True)},
)  # fmt: skip
async def compare_page_versions(call: Call) -> api.Comparison:
    """What differs between two versions of a page."""
    base = call.integer("base", 0, 1, 10**9)
    other = call.integer("other", 0, 1, 10**9)
    return await revisions.compare(call.context.store, call.actor, call.id("page_id"), base, other)
