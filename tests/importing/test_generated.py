"""Pages made at random come back from their code; whatever text is imported, nothing breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from etlab_jupyter import Page
from etlab_jupyter.builder import NodeRef
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import PageError
from tests.examples.pages import PAGES, script_of

COLUMNS = [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: "$" not in text and text.isprintable()
)
LABELS = st.sampled_from(["Rows", "rows", "List", "Big orders", "2024", "Ärger", "", "F", "df"])


def node(kind: str, config: Any) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    configs = config if isinstance(config, st.SearchStrategy) else st.just(config)
    return st.tuples(st.just(kind), configs)


STEPS = st.one_of(
    node("filter", TEXTS.map(lambda text: {"condition": f"name != {quoted(text)}"})),
    node("filter", {"condition": "id > ${least} AND name = ${word}"}),
    node("filter", {"condition": "DATE '2026-01-01' > ${day}"}),
    node("limit", st.integers(0, 100).map(lambda n: {"rows": n})),
    node("distinct", {}),
    node("sort", st.booleans().map(lambda d: {"by": [{"column": "id", "descending": d}]})),
    node("derive", TEXTS.map(lambda text: {"columns": [derivation(text)]})),
    node("fill_nulls", TEXTS.map(lambda text: {"columns": [{"column": "name", "value": text}]})),
    node("window", {"functions": [{"function": "rank", "name": "r"}], "order_by": ["id"]}),
    node("union", {}),
    node("join", {"on": ["id"], "how": "left"}),
)


def derivation(text: str) -> dict[str, str]:
    return {"name": "x", "expression": f"concat(name, {quoted(text)})"}


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@st.composite
def pages(draw: st.DrawFn) -> Page:
    page = Page(draw(TEXTS))
    page.parameter("least", "integer", draw(st.integers(-5, 5)))
    page.parameter("word", "string", draw(TEXTS))
    page.parameter("day", "date", "2026-01-31")
    refs: list[NodeRef] = [
        page.add("rows", label=draw(LABELS), columns=COLUMNS, rows=[[draw(st.integers(0, 9)), "a"]])
    ]
    for kind, config in draw(st.lists(STEPS, max_size=6)):
        count = 2 if kind in ("join", "union") else 1
        inputs = [draw(st.sampled_from(refs)) for _ in range(count)]
        refs.append(page.add(kind, *inputs, label=draw(LABELS), **config))
        if page.pipeline().errors:
            page.document.nodes = page.document.nodes[:-1]
            known = {node.id for node in page.document.nodes}
            page.document.edges = [e for e in page.document.edges if e.target in known]
            refs.pop()
    return page


@settings(max_examples=60, deadline=None)
@given(pages())
def test_pages_come_back(page: Page) -> None:
    code = page.code()
    document = Page.from_code(code).document
    assert Pipeline(document).code == code
    kinds = [node.data.kind for node in document.nodes]
    order = page.pipeline().graph.order
    assert kinds == [page.node(node).kind for node in order]


LINES = [line for path in PAGES for line in script_of(path).read_text("utf-8").splitlines()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*LINES, "import x", "df = df.foo()", "x.write", "a.b[1:2]()"])))
def test_lines_in_any_order_become_a_page_or_a_clear_error(lines: list[str]) -> None:
    try:
        page = Page.from_code("\n".join(lines))
    except PageError:
        return
    if page.document.nodes:
        assert [p for p in page.check() if p.severity == "error" and p.code != "no-such-path"] == []
        assert page.code()


STATEMENTS = [
    statement for path in PAGES for statement in script_of(path).read_text("utf-8").split("\n\n")
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), max_size=12))
def test_blocks_in_any_order_become_a_page(blocks: list[str]) -> None:
    page = Page.from_code("\n\n".join(blocks))
    if page.document.nodes:
        assert [p for p in page.check() if p.severity == "error" and p.code != "no-such-path"] == []
        assert page.code()
