"""axe-core in the browser: what keeps people out who use a keyboard or a screen reader."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.handlers.live import ROOT

AXE = ROOT / "labextension/node_modules/axe-core/axe.min.js"
RUN = """
async selector => {
  const { violations } = await axe.run(selector, { resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 300)} ${node.failureSummary}`));
}
"""


def violations(page: Page, selector: str) -> list[str]:
    """Serious and critical violations below an element, one line each."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(RUN, selector)
    return found
