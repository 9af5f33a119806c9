"""What the configs of all types of connection share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

# What Spark itself hides (the default of `spark.redaction.regex`), and the keys of storages.
_SECRET_KEY = re.compile(
    r"secret|password|passphrase|token|(access|account|private)[._-]?key|[.]sas[.]", re.IGNORECASE
)

Memory = Annotated[str, StringConstraints(pattern=r"^\d+[kmgtKMGT]?[bB]?$", max_length=20)]
"""A size as Spark writes it: `2g`, `512m`."""

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/[^\s@]*)?$", max_length=2000)]
"""An http(s) address without a user and a password in it."""

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=2000)]
"""One line of text."""


Package = Annotated[str, StringConstraints(pattern=r"^[\w.-]+(:[\w.+-]+){2,3}$", max_length=300)]
"""Maven coordinates as Spark takes them: `org.postgresql:postgresql:42.7.11`."""


ScriptFolder = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9+.-]*:)?/[^\x00-\x1f\x7f?#]*$", max_length=1000)
]
"""A folder as Hadoop names it: `hdfs:///user/me/etlab`, `s3a://bucket/etlab`, `/user/me/etlab`."""


def address(scheme: str) -> Any:
    """One line that begins with a scheme; of two patterns pydantic would look at one only."""
    return StringConstraints(pattern=rf"^{scheme}://[^\x00-\x1f\x7f]+$", max_length=2000)


def _without_token(remote: str) -> str:
    if re.search(r";\s*token\s*=", remote, re.IGNORECASE):
        raise ValueError("enter the token in its own field, where it is kept secret")
    return remote


Remote = Annotated[Line, AfterValidator(_without_token)]
"""The address of a Spark Connect server, without a token in it."""


class ConnectionConfig(BaseModel):
    """The base of the configs."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    spark_conf: dict[str, str] = Field({}, title="Spark settings")
    """Further settings (`spark.sql.shuffle.partitions`). Passwords, tokens and keys among them
    are kept secret."""


class SparkConfig(ConnectionConfig):
    """What sessions of Spark's own launcher take."""

    driver_memory: Memory | None = Field(None, title="Driver memory", examples=["2g"])
    executor_memory: Memory | None = Field(None, title="Executor memory", examples=["2g"])
    executor_cores: int | None = Field(None, title="Cores per executor", ge=1)
    num_executors: int | None = Field(None, title="Executors", ge=1)

    packages: list[Package] = Field([], title="Packages")
    """What Spark fetches from Maven repositories when a session starts, with what that needs:
    JDBC drivers, Delta, Iceberg, Kafka, Avro (`group:artifact:version`)."""

    def conf(self) -> dict[str, str]:
        """`spark_conf` with the packages in it (Spark's `spark.jars.packages`)."""
        named = self.spark_conf.get("spark.jars.packages", "").split(",")
        found = ",".join([*filter(None, named), *self.packages])
        return {**self.spark_conf, **({"spark.jars.packages": found} if found else {})}

    def settings(self) -> dict[str, str]:
        """All of these as Spark's settings; those in `spark_conf` come last."""
        named = {
            "spark.driver.memory": self.driver_memory,
            "spark.executor.memory": self.executor_memory,
            "spark.executor.cores": self.executor_cores,
            "spark.executor.instances": self.num_executors,
        }
        given = {key: str(value) for key, value in named.items() if value is not None}
        return {**given, **self.conf()}


def is_secret_key(key: str) -> bool:
    """Whether a Spark setting of this name is a secret."""
    return _SECRET_KEY.search(key) is not None


def secret_paths(
    model: type[ConnectionConfig], config: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    """Where the secrets are that a config holds: fields, and keys of `spark_conf`."""
    for name, field in model.model_fields.items():
        if SecretStr in _types(field.annotation) and config.get(name):
            yield (name,)
    for key in config.get("spark_conf") or {}:
        if is_secret_key(key):
            yield ("spark_conf", key)


def _types(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", None) or (annotation,)
