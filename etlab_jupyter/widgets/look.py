"""How the widgets look: the theme's colours, with those of VS Code and plain pages behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from etlab_jupyter.problems import Problem

LABEL = {"description_width": "130px"}
SHORT = {"description_width": "initial"}
WIDE = {"width": "auto"}
BESIDE = "0 0 0 138px"  # where the inputs begin, right of their labels

CSS = """
.etlab-Widget {
  --etlab-w-text: var(--jp-ui-font-color1, var(--vscode-foreground, #1f1f1f));
  --etlab-w-dim: var(--jp-ui-font-color2, var(--vscode-descriptionForeground, #616161));
  --etlab-w-line: var(--jp-border-color2, var(--vscode-widget-border, #d0d0d0));
  --etlab-w-field: var(--jp-layout-color1, var(--vscode-editor-background, #fff));
  --etlab-w-back: var(--jp-layout-color2, var(--vscode-editorWidget-background, #f5f5f5));
  --etlab-w-error: var(--jp-error-color1, var(--vscode-errorForeground, #c62828));
  --etlab-w-warning: var(--jp-warn-color1, var(--vscode-editorWarning-foreground, #b26a00));
  color: var(--etlab-w-text);
}
.etlab-Widget .widget-html-content { line-height: 1.5; }
.etlab-Widget .widget-label { color: var(--etlab-w-text); }
.etlab-Widget .etlab-w-title { font-size: 1.15em; font-weight: 600; }
.etlab-Widget .etlab-w-dim { color: var(--etlab-w-dim); }
.etlab-Widget .etlab-w-head { font-weight: 600; }
.etlab-Widget .etlab-w-note {
  border-left: 3px solid var(--etlab-w-line); margin: 2px 0; padding: 0 8px;
}
.etlab-Widget .etlab-mod-error { border-color: var(--etlab-w-error); color: var(--etlab-w-error); }
.etlab-Widget .etlab-mod-warning {
  border-color: var(--etlab-w-warning); color: var(--etlab-w-warning);
}
.etlab-Widget .etlab-w-nested {
  border-left: 2px solid var(--etlab-w-line); margin: 2px 0 6px 4px; padding-left: 8px;
}
.etlab-Widget .etlab-w-code textarea { font-family: var(--jp-code-font-family, monospace); }
.etlab-Widget pre.etlab-w-script {
  background: var(--etlab-w-back); color: var(--etlab-w-text);
  font-family: var(--jp-code-font-family, monospace); font-size: var(--jp-code-font-size, 13px);
  line-height: 1.4; margin: 0; max-height: 420px; overflow: auto; padding: 8px 12px;
}
.etlab-Widget .etlab-w-scroll { max-width: 100%; overflow-x: auto; }
.etlab-Widget table.etlab-w-table {
  border-collapse: collapse; color: var(--etlab-w-text); line-height: 1.4; margin: 4px 0;
}
.etlab-Widget .etlab-w-table th, .etlab-Widget .etlab-w-table td {
  border-bottom: 1px solid var(--etlab-w-line); padding: 3px 12px 3px 4px; text-align: left;
  vertical-align: top; white-space: nowrap;
}
.etlab-Widget .etlab-w-table td.etlab-w-number { text-align: right; }
.etlab-Widget .etlab-w-table .etlab-w-null { color: var(--etlab-w-dim); font-style: italic; }
.etlab-Widget .etlab-w-table th small {
  color: var(--etlab-w-dim); display: block; font-weight: normal;
}
"""


def style() -> widgets.HTML:
    """The style sheet; it takes no room."""
    return widgets.HTML(f"<style>{CSS}</style>", layout={"display": "none"})


def html(text: str = "", **options: object) -> widgets.HTML:
    """A text of HTML that takes no room while it is empty."""
    made = widgets.HTML(text, layout={"margin": "0"}, **options)
    made.observe(lambda _: _hide_empty(made), "value")
    _hide_empty(made)
    return made


def heading(text: str, description: str = "") -> widgets.HTML:
    """What a group of fields is called."""
    told = f' title="{escape(description)}"' if description else ""
    return html(f'<span class="etlab-w-head"{told}>{escape(text)}</span>')


def notes(problems: Iterable[Problem], *, where: bool = False) -> str:
    """Problems as HTML, with the node that each is about if `where`."""
    return "".join(_note(problem, where) for problem in problems)


def message(text: str, kind: str = "") -> str:
    """A text for people; `kind` is `error`, `warning` or nothing."""
    return f'<div class="etlab-w-note etlab-mod-{kind}" role="status">{escape(text)}</div>'


def _note(problem: Problem, where: bool) -> str:
    place = problem.label or problem.node or problem.edge if where else None
    text = " ".join(part for part in (place and f"{place}:", problem.message, problem.hint) if part)
    kind = problem.severity
    return f'<div class="etlab-w-note etlab-mod-{kind}" role="alert">{escape(text)}</div>'


def _hide_empty(made: widgets.HTML) -> None:
    made.layout.display = None if made.value else "none"


def line(*parts: Any) -> widgets.HBox:
    """Parts beside each other, on one middle."""
    return widgets.HBox(parts, layout={"align_items": "center"})


def button(text: str, tip: str = "", icon: str = "") -> widgets.Button:
    """A button as wide as its text; `tip` says what it does where the text alone does not."""
    return widgets.Button(
        description=text, tooltip=tip or text, icon=icon,
        layout={"width": "auto", "min_width": "30px", "align_self": "flex-start"},
    )  # fmt: skip


def offer(choice: Any, options: Sequence[Any]) -> None:
    """Offer other options; what was chosen stays, if it is among them, else it is the first."""
    if tuple(options) == choice.options:
        return
    chosen = choice.value
    choice.options = options
    values = [one[1] if isinstance(one, tuple) else one for one in options]
    choice.index = values.index(chosen) if chosen in values else 0 if values else None


def move_buttons(index: int, count: int, move: Callable[[int, int | None], None]) -> widgets.HBox:
    """Buttons that move an item of a list by one place, or away (`move` to None)."""
    up, down = button("", "Move up", "arrow-up"), button("", "Move down", "arrow-down")
    remove = button("", "Remove", "times")
    up.disabled, down.disabled = index == 0, index == count - 1
    up.on_click(lambda _: move(index, index - 1))
    down.on_click(lambda _: move(index, index + 1))
    remove.on_click(lambda _: move(index, None))
    return widgets.HBox([up, down, remove], layout={"flex": "none"})
