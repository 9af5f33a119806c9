"""The code of every example comes back as the same page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from etlab_jupyter import Page
from etlab_jupyter.importing import import_code, import_notebook
from etlab_jupyter.page import Document
from etlab_jupyter.pipeline import Pipeline
from tests.examples.pages import NAMES, PAGES, script_of

each_page = pytest.mark.parametrize("path", PAGES, ids=NAMES)


def kinds(document: Document) -> Counter[str]:
    return Counter(node.data.kind for node in document.nodes)


@each_page
def test_the_script_comes_back_byte_for_byte_with_the_same_node_types(path: Path) -> None:
    text = script_of(path).read_text(encoding="utf-8")
    document = import_code(text, path.stem)
    assert Pipeline(document).code == text
    assert kinds(document) == kinds(Page.load(path).document)


@each_page
def test_the_notebook_comes_back_byte_for_byte_with_the_same_ids(path: Path) -> None:
    page = Page.load(path)
    notebook = page.notebook()
    document = import_notebook(json.dumps(notebook))
    assert Pipeline(document).notebook() == notebook
    assert [n.id for n in document.nodes] == [
        cell.node for cell in page.cells() if cell.type not in ("setup", "parameters")
    ]
    assert document.description == page.document.description
