"""Users, workspaces, members and share links."""

from __future__ import annotations

from etlab_jupyter.api import workspaces as api
from etlab_jupyter.api.users import Me, MeChange
from etlab_jupyter.handlers.route import Call, Query, Routes
from etlab_jupyter.services import members, users, workspaces

users_routes = Routes("users")
routes = Routes("workspaces")
DELETED = Query({"type": "boolean", "default": False}, "Tell what is in the trash instead.")
PURGE = Query({"type": "boolean", "default": False}, "Delete what is in the trash for good.")
ONE = "/workspaces/{workspace_id}"


@users_routes.add("GET", "/me", answer=Me)
async def get_me(call: Call) -> Me:
    """The person who asks."""
    return await users.me(call.context.store, call.actor)


@users_routes.add("PATCH", "/me", body=MeChange, answer=Me)
async def change_me(call: Call) -> Me:
    """Change what people may change of themselves."""
    return await users.change_me(call.context.store, call.actor, call.body)


@routes.list("/workspaces", api.WorkspaceRow, deleted=DELETED)
async def list_workspaces(call: Call) -> object:
    """The workspaces that one is a member of."""
    store, deleted = call.context.store, call.flag("deleted")
    return (await workspaces.find_all(store, call.actor, call.listing, deleted=deleted)).body()


@routes.add("POST", "/workspaces", body=api.WorkspaceIn, answer=api.Workspace, status=201)
async def create_workspace(call: Call) -> api.Workspace:
    """Make a workspace; its maker is its owner."""
    return await workspaces.create(call.context.store, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Workspace)
async def get_workspace(call: Call) -> api.Workspace:
    """One workspace, also from the trash."""
    return await workspaces.get(call.context.store, call.actor, call.id("workspace_id"))


@routes.add("PATCH", ONE, body=api.WorkspaceChange, answer=api.Workspace)
async def change_workspace(call: Call) -> api.Workspace:
    """Rename a workspace, or change its description or settings."""
    return await workspaces.change(
        call.context.store, call.actor, call.id("workspace_id"), call.body
    )


@routes.add("DELETE", ONE, status=204, query={"purge": PURGE})
async def delete_workspace(call: Call) -> None:
    """Put a workspace into the trash, or delete one in the trash for good."""
    remove = workspaces.purge if call.flag("purge") else workspaces.delete
    await remove(call.context.store, call.actor, call.id("workspace_id"))


@routes.add("POST", f"{ONE}/restore", answer=api.Workspace)
async def restore_workspace(call: Call) -> api.Workspace:
    """Take a workspace out of the trash."""
    return await workspaces.restore(call.context.store, call.actor, call.id("workspace_id"))


@routes.list(f"{ONE}/members", api.MemberRow)
async def list_members(call: Call) -> object:
    """The members of a workspace."""
    id_ = call.id("workspace_id")
    return (await members.find_all(call.context.store, call.actor, id_, call.listing)).body()


@routes.add("POST", f"{ONE}/members", body=api.MemberIn, answer=api.MemberRow, status=201)
async def add_member(call: Call) -> api.MemberRow:
    """Take a person with an account into a workspace."""
    return await members.add(call.context.store, call.actor, call.id("workspace_id"), call.body)


@routes.add("PATCH", f"{ONE}/members/{{user_id}}", body=api.MemberChange, answer=api.MemberRow)
async def change_member(call: Call) -> api.MemberRow:
    """Give a member another role."""
    ids = call.id("workspace_id"), call.id("user_id")
    return await members.change(call.context.store, call.actor, *ids, call.body)


@routes.add("DELETE", f"{ONE}/members/{{user_id}}", status=204)
async def remove_member(call: Call) -> None:
    """Take a member out of a workspace; everybody may leave."""
    ids = call.id("workspace_id"), call.id("user_id")
    await members.remove(call.context.store, call.actor, *ids)


@routes.list(f"{ONE}/share-links", api.ShareLinkRow)
async def list_share_links(call: Call) -> object:
    """The share links of a workspace, for its owners."""
    id_ = call.id("workspace_id")
    return (await members.find_links(call.context.store, call.actor, id_, call.listing)).body()


@routes.add("POST", f"{ONE}/share-links", body=api.ShareLinkIn, answer=api.ShareLinkRow, status=201)
async def create_share_link(call: Call) -> api.ShareLinkRow:
    """Make a link that lets who opens it become a member."""
    id_ = call.id("workspace_id")
    return await members.add_link(call.context.store, call.actor, id_, call.body)


@routes.add(
    "PATCH", f"{ONE}/share-links/{{link_id}}", body=api.ShareLinkChange, answer=api.ShareLinkRow
)
async def change_share_link(call: Call) -> api.ShareLinkRow:
    """Switch a link off or on, or give it another end."""
    ids = call.id("workspace_id"), call.id("link_id")
    return await members.change_link(call.context.store, call.actor, *ids, call.body)


@routes.add("DELETE", f"{ONE}/share-links/{{link_id}}", status=204)
async def delete_share_link(call: Call) -> None:
    """Delete a link; who joined by it stays."""
    ids = call.id("workspace_id"), call.id("link_id")
    await members.remove_link(call.context.store, call.actor, *ids)


@routes.add("POST", "/join", body=api.Join, answer=api.Workspace)
async def join_workspace(call: Call) -> api.Workspace:
    """Become a member by the token of a share link."""
    return await members.join(call.context.store, call.actor, call.body)
