"""The canvas while it is panned, against a page with React Flow alone and the same nodes.

One step of the pan a frame; what a frame takes is the time from one to the next: at 60 frames a
second at most, as people see it, and without a limit, which tells how much there is to spare. Both
references are React Flow and nothing else, in a box of the same size and
under the same viewport: one draws React Flow's own nodes (a frame with a label), the other nodes
with all that the canvas's have in them (label, type, icon, ports, in the canvas's style). Neither
has a background, an overview, controls or JupyterLab around it.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.browser import VIEWPORT, chromium, lab_server, open_lab
from bench.chain import chain_text
from bench.measure import Result
from bench.server import ROOT, JupyterServer

SIZES = (100, 1000)
PER_ROW = 20
ROUNDS = 7
FRAMES = 200
TARGET = 1.2
LABELS, CARDS = "React Flow alone, nodes of a label", "React Flow alone, the canvas's nodes"
THEME = """
() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
  .filter(rule => rule.selectorText === ':root')
  .map(rule => rule.style.cssText).join(' ')
"""
PAN = """
async frames => {
  const pane = document.querySelector('.react-flow__pane');
  const box = pane.getBoundingClientRect();
  const at = { x: box.left + box.width / 2, y: box.top + box.height - 40 };
  const fire = (target, type, x, y) =>
    target.dispatchEvent(new MouseEvent(type, {
      bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, clientX: x, clientY: y
    }));
  const frame = () => new Promise(requestAnimationFrame);
  fire(pane, 'mousedown', at.x, at.y);
  const times = [];
  let before = await frame();
  for (let step = 1; step <= frames; step++) {
    const turn = step / frames * 4 * Math.PI;
    fire(window, 'mousemove', at.x + 200 * Math.sin(turn), at.y + 80 * (Math.cos(turn) - 1));
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  fire(window, 'mouseup', at.x, at.y);
  return times;
}
"""


def run() -> list[Result]:
    """Pans the pages in turn, in a browser after the other."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etlab-bench-")))
        server = stack.enter_context(lab_server(folder))
        script = _bare_script(folder)
        documents = {size: _grid(size) for size in SIZES}
        for size, document in documents.items():
            (folder / f"root/{size}.etlab.json").write_text(json.dumps(document), encoding="utf-8")
        results: list[Result] = []
        for rate, limited in (("at 60 Hz", True), ("without a limit", False)):
            with chromium(limited=limited) as browser:
                for size, document in documents.items():
                    results += _pan(browser, server, script, size, document, rate)
        return results


def _pan(
    browser: Browser, server: JupyterServer, script: Path, size: int, document: dict[str, Any],
    rate: str,
) -> list[Result]:  # fmt: skip
    ours, labels, cards = (browser.new_page(viewport=VIEWPORT) for _ in range(3))
    open_lab(ours, server, f"lab/tree/{size}.etlab.json")
    ours.locator(".etlab-Node").first.wait_for(timeout=60_000)
    ours.wait_for_timeout(3000)  # until the page has been checked
    _, types = server.get("/etlab/api/node-types")
    _draw_bare(labels, script, document, ours, [])
    _draw_bare(cards, script, document, ours, types)
    found = _measure(f"{size} nodes, {rate}", ours, {LABELS: labels, CARDS: cards})
    for page in (ours, labels, cards):
        page.close()
    return found


def _measure(what: str, ours: Page, references: dict[str, Page]) -> list[Result]:
    pages = [ours, *references.values()]
    times: dict[Page, list[float]] = {page: [] for page in pages}
    for number in range(ROUNDS + 1):
        for page in pages if number % 2 == 0 else reversed(pages):
            page.bring_to_front()
            found = page.evaluate(PAN, FRAMES)
            if number > 0:
                times[page] += found
    figures: dict[str, Callable[[list[float]], float]] = {
        "median": statistics.median,
        "p95": lambda values: statistics.quantiles(values, n=20)[-1],
    }
    note = f"the target is below {TARGET} times"
    return [
        Result(
            "canvas", f"{what}, {name} frame while panning", figure(times[ours]), reference,
            figure(times[page]), ROUNDS, note,
        )
        for reference, page in references.items()
        for name, figure in figures.items()
    ]  # fmt: skip


def _bare_script(folder: Path) -> Path:
    modules = ROOT / "labextension/node_modules"
    out = folder / "bare.js"
    subprocess.run(
        [
            modules / ".bin/esbuild", ROOT / "bench/bare_flow.tsx", "--bundle", "--minify",
            "--jsx=automatic", '--define:process.env.NODE_ENV="production"', f"--outfile={out}",
            "--log-level=error",
        ],
        check=True, env={"NODE_PATH": str(modules), "PATH": ""},
    )  # fmt: skip
    return out


def _draw_bare(
    page: Page, script: Path, document: dict[str, Any], ours: Page, types: list[Any]
) -> None:
    """In the box and under the viewport that the canvas has, in the colours of its theme."""
    box = ours.locator(".etlab-Flow").bounding_box()
    style = ours.locator(".react-flow__viewport").get_attribute("style") or ""
    x, y, zoom = (float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", style)[:3])
    page.set_content("<!doctype html><title>React Flow</title><body style='margin: 0'></body>")
    page.add_style_tag(path=script.with_suffix(".css"))
    page.add_script_tag(path=script)
    assert box is not None
    graph = {
        "nodes": [
            {"id": node["id"], "position": node["position"],
             "data": {"label": node["data"]["label"], "node": node}}
            for node in document["nodes"]
        ],
        "edges": [{key: edge[key] for key in ("id", "source", "target")}
                  for edge in document["edges"]],
        "viewport": {"x": x, "y": y, "zoom": zoom},
        "width": box["width"], "height": box["height"], "types": types,
    }  # fmt: skip
    page.add_style_tag(content=f":root {{ {ours.evaluate(THEME)} }}")
    page.evaluate("graph => draw(graph)", graph)
    page.locator(".react-flow__node").first.wait_for()


def _grid(nodes: int) -> dict[str, Any]:
    """A chain of nodes, line under line."""
    document: dict[str, Any] = json.loads(chain_text(nodes))
    for number, node in enumerate(document["nodes"]):
        node["position"] = {"x": 240 * (number % PER_ROW), "y": 110 * (number // PER_ROW)}
    return document
