"""Where `%etlab page` opens the page: in the page builder, which shows it as text in a console."""

from __future__ import annotations

from etlab_jupyter.magics.session import Session
from etlab_jupyter.magics.view import show
from etlab_jupyter.opening import OpenPage


def open_builder(session: Session, opened: OpenPage) -> None:
    """Show a page so that one can work on it; what is changed there is known to `%etlab save`."""
    from etlab_jupyter.widgets import PageBuilder

    builder = PageBuilder(opened, client=lambda: session.client)
    builder.observe(lambda _: session.note(builder.opened), "changed")
    show(builder)
