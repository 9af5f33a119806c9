"""Debian's Chromium and JupyterLab in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.server import ROOT, TOKEN, JupyterServer

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
VIEWPORT = ViewportSize(width=1440, height=900)
NEWS = "config/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"


@contextmanager
def chromium(*, limited: bool = False) -> Iterator[Browser]:
    """A browser of its own; `limited` to 60 frames a second, as on most screens."""
    flags = [*FLAGS, *(() if limited else UNLIMITED)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def lab_server(folder: Path, *, panel: bool = True) -> JupyterServer:
    """JupyterLab with ETLab in it; with `panel=False` its browser part is switched off."""
    settings = folder / NEWS
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false"}', encoding="utf-8")
    if not panel:
        config = folder / "config/labconfig/page_config.json"
        config.parent.mkdir(parents=True)
        config.write_text('{"disabledExtensions": {"etlab-jupyter": true}}', encoding="utf-8")
    return JupyterServer(
        folder, {"etlab_jupyter": True}, "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        env={"PYTHONPATH": str(ROOT), "ETLAB_DATABASE_URL": ""},
    )  # fmt: skip


def open_lab(page: Page, server: JupyterServer, path: str = "lab") -> None:
    """Go to JupyterLab and wait until its splash is gone."""
    page.goto(f"http://127.0.0.1:{server.port}/{path}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-SideBar", timeout=60_000)
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
