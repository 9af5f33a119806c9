"""Folders as the Spark of a page's kernel sees them."""

from __future__ import annotations

import pytest

from tests.handlers.test_runs import page

pytestmark = pytest.mark.usefixtures("kernel_environment")


async def test_a_folder_is_listed_by_the_kernel_of_the_page(api, workspace, jp_root_dir):
    stored = (await api("POST", "pages", {"workspace_id": workspace, **page()})).json
    (jp_root_dir / "lake/orders").mkdir(parents=True)
    (jp_root_dir / "lake/a file.csv").write_text("x\n1\n")
    source = {"page_id": stored["id"]}
    told = await api("POST", "list-path", {**source, "path": "lake"})
    assert told.status == 200, told.content
    listing = told.json
    assert listing["path"] == f"file:{jp_root_dir}/lake"
    assert listing["parent"] == f"file:{jp_root_dir}"
    assert listing["truncated"] is False
    folder, file = listing["entries"]
    assert (folder["name"], folder["folder"], folder["size"]) == ("orders", True, None)
    assert (file["name"], file["size"]) == ("a file.csv", 4)
    assert file["path"] == f"file:{jp_root_dir}/lake/a file.csv"
    # A name is asked for again as it was told, and where relative paths start without one.
    again = (await api("POST", "list-path", {**source, "path": folder["path"]})).json
    assert (again["entries"], again["parent"]) == ([], listing["path"])
    start = (await api("POST", "list-path", source)).json
    assert start["path"] == f"file:{jp_root_dir}"
    for path, words in (
        ("nowhere", "does not exist"),
        ("zfs://x/y", 'No FileSystem for scheme "zfs"'),
        ("'); 1/0 #", "does not exist"),
    ):
        wrong = await api("POST", "list-path", {**source, "path": path})
        assert (wrong.status, wrong.json["field"]) == (422, "path")
        assert words in wrong.json["detail"]
