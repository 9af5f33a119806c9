"""What the agent tells, as the messages of a kernel."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.runners.connection import Message


def message(msg_type: str, **content: Any) -> Message:
    """As much of a kernel's message as is looked at."""
    return {"header": {"msg_type": msg_type}, "content": content}


def of_agent(one: dict[str, Any]) -> Message:
    """Something that the agent has noted: printed text, or an event."""
    if one["kind"] == "stream":
        return message("stream", name=one["name"], text=one["text"])
    return message("etlab_event", **one)
