"""Runs code in a kernel that is no cell of a page, and takes a value back."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.connection import KernelConnection


class EvaluationError(ETLabError):
    """The code failed: the exception's `name`, its text, and what was `printed` before."""

    def __init__(self, name: str, text: str, printed: str) -> None:
        super().__init__(text or name)
        self.name = name
        self.printed = printed


async def evaluate(
    connection: KernelConnection, code: str, expression: str,
    heed: Callable[[str], None] | None = None,
) -> Any:  # fmt: skip
    """The value that an expression has after the code: a Python literal, such as a list.

    What is printed meanwhile is given to `heed`; an error that it raises ends the waiting.
    """
    content = {
        "code": code, "silent": True, "store_history": False, "allow_stdin": False,
        "stop_on_error": False, "user_expressions": {"value": expression},
    }  # fmt: skip
    reply: dict[str, Any] = {}
    printed = []
    async for message in connection.exchange("execute_request", content):
        match message["header"]["msg_type"]:
            case "execute_reply":
                reply = message["content"]
            case "stream":
                printed.append(message["content"]["text"])
                if heed is not None:
                    heed("".join(printed))
    value = reply.get("user_expressions", {}).get("value", reply)
    if value.get("status") != "ok":
        name, text = value.get("ename", ""), value.get("evalue", "")
        raise EvaluationError(name, text, "".join(printed))
    return ast.literal_eval(value["data"]["text/plain"])
