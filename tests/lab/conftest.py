"""JupyterLab with ETLab in it, in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.handlers.live import TOKEN, LiveServer

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
SCREENSHOTS = Path(__file__).resolve().parents[2] / ".screenshots"
# What JupyterLab itself and other extensions say on the console.
FOREIGN = ("ipyflow", "lsp", "nbclassic", "Failed to load resource", "react-jsonschema-form")

# ipyflow's looks at cells that JupyterLab may not have drawn yet, in notebooks of all kernels.
FOREIGN_CODE = "/jupyterlab-ipyflow/"

PATIENCE = 30_000
"""Milliseconds until something must have come, on a slow and busy machine too."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """A server of this module's own, under a base URL: `/base/`, or as a test asks for it."""
    base = getattr(request, "param", "/base/")
    server = LiveServer(tmp_path_factory.mktemp("lab"), module="jupyterlab", base=base)
    # Nobody is asked whether news are wanted.
    settings = server.folder / "config/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    server.start(
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.expose_app_in_browser=True",
    )
    yield server
    server.stop()


@pytest.fixture(scope="module")
def context(browser: Browser, lab: LiveServer) -> Iterator[BrowserContext]:
    """The browser of the tests of a module, so that its cache has JupyterLab's scripts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, lab: LiveServer) -> Iterator[Page]:
    """JupyterLab, ready; errors on its console and calls to elsewhere fail the test."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in FOREIGN):
            wrong.append(message.text)

    page.on("console", note)

    def note_elsewhere(request: Request) -> None:
        if not request.url.startswith((f"{lab.root}/", "data:", "blob:")):
            wrong.append(f"{request.method} {request.url}")

    page.on("request", note_elsewhere)

    def note_error(error: Error) -> None:
        if FOREIGN_CODE not in (error.stack or ""):
            wrong.append(error.stack or str(error))

    page.on("pageerror", note_error)
    open_lab(page, lab, reset=True)
    yield page
    for one in context.pages:
        one.close()
    assert wrong == []


def open_lab(page: Page, lab: LiveServer, path: str = "lab", *, reset: bool = False) -> None:
    """Go to JupyterLab and wait until it is there; with `reset` as it is at the first time."""
    page.goto(f"{lab.root}/{path}?token={TOKEN}{'&reset' if reset else ''}")
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
    page.wait_for_selector(".jp-SideBar", timeout=60_000)
    # What is restored, or the launcher, takes the focus a moment later.
    page.wait_for_selector(".lm-DockPanel-tabBar .lm-TabBar-tab")
    page.wait_for_timeout(1000)


def shot(page: Page, name: str) -> None:
    """Write a screenshot, to be looked at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture
def jp_asyncio_loop() -> None:
    """Not pytest-jupyter's: Playwright has a loop of its own in this thread."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """Nothing to clean up: servers here are processes of their own."""
