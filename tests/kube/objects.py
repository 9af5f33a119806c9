"""What a cluster holds, and who watches it."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Object = dict[str, Any]
Event = tuple[str, Object]


class Objects:
    """The objects of a cluster by kind (`pods`), namespace and name."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Object] = {}
        self._watchers: dict[queue.Queue[Event | None], tuple[str, str]] = {}
        self._versions = itertools.count(1)
        self._lock = threading.RLock()

    def put(self, kind: str, namespace: str, given: Object) -> Object:
        """Add an object, or replace the one of that name."""
        with self._lock:
            made = deepcopy(given)
            meta = made["metadata"]
            key = (kind, namespace, meta["name"])
            version = str(next(self._versions))
            meta |= {"namespace": namespace, "resourceVersion": version}
            meta.setdefault("uid", f"uid-{version}")
            event = "MODIFIED" if key in self._found else "ADDED"
            self._found[key] = made
            self._tell(kind, namespace, (event, deepcopy(made)))
            return deepcopy(made)

    def change(
        self, kind: str, namespace: str, name: str, change: Callable[[Object], object]
    ) -> Object | None:
        """Change an object that is there; None, and nothing comes back, where it is gone."""
        with self._lock:
            found = self.get(kind, namespace, name)
            if found is None:
                return None
            change(found)
            return self.put(kind, namespace, found)

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        with self._lock:
            return deepcopy(self._found.get((kind, namespace, name)))

    def select(self, kind: str, namespace: str, labels: dict[str, str]) -> list[Object]:
        """The objects that carry these labels."""
        with self._lock:
            return [
                deepcopy(one)
                for (its_kind, its_namespace, _), one in self._found.items()
                if (its_kind, its_namespace) == (kind, namespace) and matches(one, labels)
            ]

    def remove(self, kind: str, namespace: str, name: str) -> Object | None:
        """Take an object away, and with it those that it owns."""
        with self._lock:
            found = self._found.pop((kind, namespace, name), None)
            if found is not None:
                self._tell(kind, namespace, ("DELETED", deepcopy(found)))
                self._remove_owned(found["metadata"]["uid"])
            return found

    def _remove_owned(self, uid: str) -> None:
        for key, one in list(self._found.items()):
            owners = one["metadata"].get("ownerReferences") or []
            if any(owner["uid"] == uid for owner in owners):
                self.remove(*key)

    def watch(self, kind: str, namespace: str) -> Iterator[Event]:
        """What happens from now on, until `close`."""
        found: queue.Queue[Event | None] = queue.Queue()
        with self._lock:
            self._watchers[found] = (kind, namespace)
        try:
            while (event := found.get()) is not None:
                yield event
        finally:
            with self._lock:
                self._watchers.pop(found, None)

    def close(self) -> None:
        """End all watches."""
        with self._lock:
            for watcher in self._watchers:
                watcher.put(None)

    def _tell(self, kind: str, namespace: str, event: Event) -> None:
        for watcher, wanted in self._watchers.items():
            if wanted == (kind, namespace):
                watcher.put(event)


def matches(one: Object, labels: dict[str, str]) -> bool:
    """Whether it carries these labels; of one whose name ends in `!` it must not have the value."""
    given = one["metadata"].get("labels") or {}
    return all(
        (given.get(key.rstrip("!")) == value) is not key.endswith("!")
        for key, value in labels.items()
    )
