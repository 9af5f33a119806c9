"""What a service refuses, as errors with a stable code and the HTTP status that goes with it."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.problems import ETLabError


class ServiceError(ETLabError):
    """`code` is for programs, the text for people, `extra` goes along in the answer."""

    status = 400
    code = "bad-request"

    def __init__(self, message: str, *, code: str = "", **extra: Any) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.extra = extra


class NotFoundError(ServiceError):
    """There is no such thing, or the person may not know that there is."""

    status, code = 404, "not-found"


class ForbiddenError(ServiceError):
    """The person's role does not allow it."""

    status, code = 403, "forbidden"


class ConflictError(ServiceError):
    """It does not go with what is there."""

    status, code = 409, "conflict"


class NameTakenError(ConflictError):
    """A name that must be unique is taken."""

    code = "name-taken"


class StaleError(ServiceError):
    """The thing was changed since; `version` is its newest version's number."""

    status, code = 412, "stale-version"


class VersionRequiredError(ServiceError):
    """A change did not say which version it is based on."""

    status, code = 428, "version-required"


class InvalidError(ServiceError):
    """A value cannot be used; `field` says which."""

    status, code = 422, "invalid"


class BusyError(ServiceError):
    """It cannot be done now."""

    status, code = 409, "busy"
