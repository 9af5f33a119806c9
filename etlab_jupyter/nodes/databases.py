"""What reading from and writing to databases through JDBC share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import NodeConfig
from etlab_jupyter.nodes.check import NodeCheck

_SECRET_NAME = re.compile(r"password|passwd|passphrase|pwd|secret|token|access_?key", re.IGNORECASE)
_SECRET_IN_URL = re.compile(
    r"""(?:password|passwd|passphrase|pwd|secret|token)\s*=\s*[^\s&;,)]  # ?password=x
    | //[^/@\s]+:[^/@\s]+@                                               # //user:x@host
    | :[^:/@\s]+/[^/@\s]+@  # oracle:thin:user/x@host
    """,
    re.IGNORECASE | re.VERBOSE,
)

# The options of Spark's JDBC source, in the order in which a reader of the code wants
# them.
OPTIONS_TEMPLATE = (
    "url={{ config.url }}"
    "{% for key, value in options.items() %}, {{ key | name }}={{ value }}{% endfor %}"
    "{% if config.password_env %}, "
    "password=os.environ[{{ config.password_env | plain }}]{% endif %}"
)
MORE_OPTIONS_TEMPLATE = (
    "{% for key, value in config.options.items() %}.option({{ key }}, {{ value }}){% endfor %}"
)


class JdbcConfig(NodeConfig):
    url: str = Field(
        title="URL",
        description="The JDBC address, without a password.",
        pattern=r"^(jdbc:|\$\{)",
        examples=["jdbc:postgresql://db.example.com/sales"],
    )
    table: str = Field(
        "",
        title="Table",
        description="The table in the database.",
        examples=["public.orders"],
    )
    user: str | None = Field(None, title="User")
    password_env: str | None = Field(
        None,
        title="Password variable",
        description="The name of the environment variable that holds the password "
        "when the code runs; the password itself is never part of a page.",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        examples=["SALES_DB_PASSWORD"],
    )
    driver: str | None = Field(
        None,
        title="Driver",
        description="The driver's Java class, where Spark does not find it by the URL.",
        examples=["org.postgresql.Driver"],
    )
    options: dict[str, str] = Field(
        {},
        title="More options",
        description="Further options of Spark's JDBC source, by name.",
    )


def check_no_secrets(config: JdbcConfig, check: NodeCheck) -> None:
    """Reports secrets in places from which they would get into the code."""
    hint = "Put it into an environment variable and set the password variable to its name."
    if _SECRET_IN_URL.search(config.url):
        check.problem("secret-in-page", "The URL holds a password.", "url", hint=hint)
    for name, value in config.options.items():
        if _SECRET_NAME.search(name) or _SECRET_IN_URL.search(value):
            check.problem(
                "secret-in-page", f"The option {name!r} holds a secret.",
                f"options.{name}",
                hint=hint,
            )  # fmt: skip


def without_unset(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set."""
    return {key: value for key, value in options.items() if value not in (None, "", False)}
