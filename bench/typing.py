"""How soon after a key the canvas tells what is wrong, and shows the code, on 100 nodes."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench.browser import VIEWPORT, chromium, lab_server, open_lab
from bench.chain import chain_text
from bench.measure import Result

NODES = 100
ROUNDS = 15
NODE = f"n{NODES - 2}"
TARGET_MS = 300
# From the key that is pressed next until a condition holds.
WATCH = """
condition => {
  const holds = new Function(`return ${condition}`);
  window.shown = new Promise(done => {
    let began = null;
    addEventListener('keydown', () => (began ??= performance.now()), { capture: true });
    const look = () =>
      began !== null && holds() ? done(performance.now() - began) : requestAnimationFrame(look);
    look();
  });
}
"""
BADGE = f"document.querySelector('[data-node={NODE}] .etlab-Node-badge')"
CODE = "document.querySelector('.etlab-Bottom .etlab-CodeView-code')?.textContent"


def run() -> list[Result]:
    """Types into the condition of a filter near the end."""
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as name:
        folder = Path(name)
        with lab_server(folder) as server, chromium() as browser:
            (folder / "root/data").mkdir()
            (folder / "root/chain.etlab.json").write_text(_document(), encoding="utf-8")
            page = browser.new_page(viewport=VIEWPORT)
            open_lab(page, server, "lab/tree/chain.etlab.json")
            page.locator(".etlab-Node").first.wait_for(timeout=60_000)
            page.locator('.etlab-Bottom [data-tab="code"]').click()
            page.locator(f'[data-node="{NODE}"]').dispatch_event("click")
            field = page.locator(".etlab-Side .cm-content").first
            field.click()
            page.keyboard.press("End")
            page.wait_for_function(f"() => ({CODE} ?? '').length > 1000")
            wrong, code = [], []
            for number in range(ROUNDS):
                wrong.append(_time(page, "+", f"{BADGE} !== null"))
                _time(page, "Backspace", f"{BADGE} === null")
                digit = str(number % 10)
                code.append(_time(page, digit, f"{CODE}.includes('{_typed(page, digit)}')"))
    note = f"the target is below {TARGET_MS} ms"
    return [
        Result("typing", f"key to problem, {NODES} nodes", statistics.median(wrong), "none", None,
               ROUNDS, note),
        Result("typing", f"key to code, {NODES} nodes", statistics.median(code), "none", None,
               ROUNDS, note),
    ]  # fmt: skip


def _time(page: Page, key: str, condition: str) -> float:
    page.evaluate(WATCH, condition)
    page.keyboard.press(key)
    found: float = page.evaluate("shown")
    return found


def _typed(page: Page, digit: str) -> str:
    """The condition as it is after that digit."""
    text = page.locator(".etlab-Side .cm-content").first.inner_text()
    return text.strip() + digit


def _document() -> str:
    """A chain whose columns are known: it begins with rows in the page."""
    document = json.loads(chain_text(NODES))
    first = document["nodes"][0]["data"]
    first["kind"] = "rows"
    first["config"] = {"columns": [{"name": "o_totalprice", "type": "double"}], "rows": [[1.5]]}
    return json.dumps(document)
