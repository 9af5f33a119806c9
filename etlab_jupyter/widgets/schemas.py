"""What a form asks of a JSON Schema: what kind of field a part of it is, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Json = Mapping[str, Any]
Sort = Literal["choice", "check", "number", "text", "columns", "list", "object", "map", "json"]
_ANNOTATIONS = ("title", "description", "default", "examples", "format", "x-port")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a JSON Schema: its references followed; `optional` if null may stand for it."""

    root: Json
    schema: Json
    optional: bool = False

    @classmethod
    def of(cls, root: Json, schema: Json | None = None) -> Part:
        """The part that `schema` is; the whole without it."""
        found = _resolved(root, root if schema is None else schema)
        options = [one for one in found.get("anyOf", ()) if one.get("type") != "null"]
        optional = len(options) < len(found.get("anyOf", ()))
        if optional and len(options) == 1:
            told = {name: found[name] for name in _ANNOTATIONS if name in found}
            found = {**_resolved(root, options[0]), **told}
        return cls(root, found, optional)

    @property
    def sort(self) -> Sort:
        """Which kind of field it needs."""
        schema = self.schema
        if "enum" in schema:
            return "choice"
        match schema.get("type"):
            case "boolean":
                return "check"
            case "integer" | "number":
                return "number"
            case "string":
                return "text"
            case "array" if isinstance(schema.get("items"), Mapping):
                return "columns" if self.items.schema.get("format") == "column" else "list"
            case "object" if "properties" in schema:
                return "object"
            case "object":
                return "map"
        return "json"

    @property
    def nested(self) -> bool:
        """Whether it has fields of its own."""
        return self.sort in ("list", "object", "map")

    @property
    def lenient(self) -> bool:
        """Whether a text that is no JSON is meant as a text."""
        return any(option.get("type") == "string" for option in self.schema.get("anyOf", ()))

    @property
    def items(self) -> Part:
        return Part.of(self.root, self.schema["items"])

    @property
    def values(self) -> Part:
        """What the values of a map are."""
        inner = self.schema.get("additionalProperties")
        return Part.of(self.root, inner if isinstance(inner, Mapping) else {})

    @property
    def properties(self) -> dict[str, Part]:
        found = self.schema.get("properties", {})
        return {name: Part.of(self.root, inner) for name, inner in found.items()}

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    @property
    def default(self) -> Any:
        return self.schema.get("default")

    @property
    def description(self) -> str:
        return str(self.schema.get("description", ""))

    @property
    def hint(self) -> str:
        """The default, or an example of what belongs here."""
        if self.default not in (None, "") and not isinstance(self.default, list | dict):
            return str(self.default).replace("\t", "\\t")
        example = next(iter(self.schema.get("examples", ())), None)
        return f"e.g. {example}" if isinstance(example, str | int | float) else ""

    def title(self, name: str) -> str:
        """What the field of that name is called."""
        return str(self.schema.get("title") or name.replace("_", " ").capitalize())

    def main(self, limit: int) -> list[str]:
        """The properties to show first: what is required, then what is simple, until enough."""
        parts = self.properties
        if len(parts) <= limit + 1:
            return list(parts)
        simple = (name for name, part in parts.items() if part.sort not in ("object", "list"))
        first = list(dict.fromkeys([*self.required, *simple]))[: max(limit, len(self.required))]
        return [name for name in parts if name in first]


def _resolved(root: Json, schema: Json) -> Json:
    """The schema with what it refers to; what stands beside the reference wins."""
    while "$ref" in schema:
        target: Any = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[step]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        # The title of what is referred to is the name of a class.
        schema = {**{key: value for key, value in target.items() if key != "title"}, **beside}
    return schema


def pruned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not set: a config holds what differs from the defaults."""
    return {name: value for name, value in values.items() if value is not None}


def below(path: str, name: str | int) -> str:
    """The API's name of an inner field: `aggregations.0.expression`."""
    return f"{path}.{name}" if path else str(name)


def closest(path: str, known: Iterable[str]) -> str:
    """The longest of the known paths that leads to `path`; empty for none."""
    leading = [one for one in known if path == one or path.startswith(f"{one}.")]
    return max(leading, key=len, default="")
