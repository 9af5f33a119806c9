"""Errors as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from tornado.web import HTTPError

from etlab_jupyter.db.store import StoreUnavailableError
from etlab_jupyter.problems import ETLabError, PageError
from etlab_jupyter.running.kernels import NoKernelError
from etlab_jupyter.services.errors import ServiceError
from etlab_jupyter.services.vault import VaultError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
_CODES = {400: "bad-request", 401: "unauthenticated", 403: "forbidden", 404: "not-found",
          405: "method-not-allowed", 413: "too-large", 415: "not-json"}  # fmt: skip


def problem_of(error: BaseException) -> dict[str, Any]:
    """What is told of an error; nothing of an unexpected one."""
    match error:
        case ServiceError():
            return problem(error.status, error.code, str(error), **error.extra)
        case PageError():
            return _of_page(error)
        case ValidationError():
            return _of_validation(error)
        case StoreUnavailableError():
            return problem(503, "database-unavailable", str(error))
        case NoKernelError():
            return problem(404, "no-kernel", str(error), field="kernel_id")
        case VaultError():
            return problem(500, "encryption-key", str(error))
        case ETLabError():
            return problem(400, "bad-request", str(error))
        case IntegrityError():
            return problem(
                409,
                "conflict",
                "It does not go with what is stored; somebody may have been faster.",
            )
        case HTTPError():
            text = _text(error) or HTTPStatus(error.status_code).description
            return problem(error.status_code, _CODES.get(error.status_code, "error"), text)
    return problem(500, "internal-error", "ETLab made a mistake; the server's log has more.")


def problem(status: int, code: str, detail: str, **extra: Any) -> dict[str, Any]:
    """A problem document."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **extra,
    }


def _text(error: HTTPError) -> str:
    text = error.log_message or ""
    return text % error.args if error.args else text


def _of_page(error: PageError) -> dict[str, Any]:
    first = next(p for p in error.problems if p.severity == "error")
    return problem(
        422, "page-error", str(error), node=first.node, field=first.field,
        errors=[p.as_dict() for p in error.problems],
    )  # fmt: skip


def _of_validation(error: ValidationError) -> dict[str, Any]:
    found = [
        {"field": _path(item), "code": item["type"], "message": item["msg"]}
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    text = "; ".join(f"{item['field']}: {item['message']}" for item in found[:5])
    return problem(422, "invalid", text, field=found[0]["field"], errors=found[:100])


def _path(item: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in item["loc"]) or "body"
