"""What the extension adds to JupyterLab's load, and when the panel can be used.

Each load is one of a browser with empty caches. The bundle's size is that of the scripts that the
browser asked for, compressed as servers do it (gzip).
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.browser import VIEWPORT, chromium, lab_server, open_lab
from bench.measure import Result
from bench.server import ROOT, JupyterServer

ROUNDS = 11
TARGET = 1.05
DIST = ROOT / "labextension/dist"
OURS = "/lab/extensions/etlab-jupyter/"
REFERENCE = "JupyterLab without the extension"


def run() -> list[Result]:
    """Loads JupyterLab with and without the extension in turn."""
    loads: dict[bool, list[float]] = {True: [], False: []}
    panels: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etlab-bench-")))
        servers = {
            enabled: stack.enter_context(lab_server(folder / str(enabled), panel=enabled))
            for enabled in (True, False)
        }
        servers[True].get("/etlab/api/workspaces")  # so that there is one
        browser = stack.enter_context(chromium())
        for number in range(ROUNDS + 1):
            for enabled in (True, False) if number % 2 == 0 else (False, True):
                seconds, panel = _load(browser, servers[enabled], panel=enabled)
                if number > 0:
                    loads[enabled].append(seconds)
                    panels += [panel] if enabled else []
        sizes = _sizes(browser, servers[True])
    ours, theirs = statistics.median(loads[True]), statistics.median(loads[False])
    target = f"the target is below {TARGET} times"
    at_start, for_a_page = sizes
    return [
        Result("lab_load", "load of JupyterLab", ours, REFERENCE, theirs, ROUNDS, target),
        Result(
            "lab_load", "splash gone to panel usable", statistics.median(panels), "none", None,
            ROUNDS, "opened, its tree filled",
        ),
        Result("lab_load", "bundle at start", at_start, "none", None, 1, "gzip", unit="kB"),
        Result(
            "lab_load", "bundle with the first page", for_a_page, "none", None, 1,
            "gzip, loaded when a page is opened", unit="kB",
        ),
    ]  # fmt: skip


def _load(browser: Browser, server: JupyterServer, *, panel: bool) -> tuple[float, float]:
    """Milliseconds until the splash is gone, and from there until the panel can be used."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    start = time.perf_counter()
    open_lab(page, server)
    loaded = time.perf_counter()
    if panel:
        page.click('.jp-SideBar [data-id="etlab-panel"]')
        page.locator("#etlab-section-workspaces .etlab-Row").first.wait_for()
    usable = time.perf_counter()
    context.close()
    return (loaded - start) * 1000, (usable - loaded) * 1000


def _sizes(browser: Browser, server: JupyterServer) -> tuple[float, float]:
    """kB of the scripts asked for at the start, and when a page is opened."""
    (server.folder / "root/empty.etlab.json").write_text("", encoding="utf-8")
    page = browser.new_page(viewport=VIEWPORT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    open_lab(page, server)
    page.wait_for_timeout(3000)
    at_start = len(asked)
    _open_page(page)
    return _kilobytes(asked[:at_start]), _kilobytes(asked[at_start:])


def _open_page(page: Page) -> None:
    page.locator(".jp-DirListing-item", has_text="empty.etlab.json").dblclick()
    page.locator(".etlab-Flow").wait_for()


def _kilobytes(urls: list[str]) -> float:
    files = {DIST / url.split(OURS)[1] for url in urls if OURS in url and url.endswith(".js")}
    return sum(len(gzip.compress(path.read_bytes())) for path in files) / 1000
