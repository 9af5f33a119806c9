"""What the workspace does not do."""


class RefusedError(Exception):
    """An answer with a status and the fields that Databricks' errors have."""

    def __init__(self, status: int, **body: str) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
