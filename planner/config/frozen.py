"""A read-only mapping that sorts its keys, and can be hashed, compared and sent to another process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


class FrozenMap(Mapping[str, V]):
    """
    A mapping fixed at construction, its keys in ascending order.

    Parameters
    ----------
    values
        Copied; what happens to the original later does not matter.
    """

    __slots__ = ("_items",)

    def __init__(self, values: Mapping[str, V] | None = None) -> None:
        self._items: dict[str, V] = dict(sorted((values or {}).items()))

    def __getitem__(self, key: str) -> V:
        """Return the value of a key."""
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        """Walk the keys in ascending order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._items)

    def __hash__(self) -> int:
        """Return the same number for equal mappings with hashable values."""
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        """Return the mapping as Python would write it."""
        return f"FrozenMap({self._items!r})"

    def __reduce__(self) -> tuple[type[FrozenMap[V]], tuple[dict[str, V]]]:
        """Let processes and copies rebuild the mapping from its values."""
        return (FrozenMap, (self._items,))
