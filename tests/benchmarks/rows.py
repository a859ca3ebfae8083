"""Rows of ``bench.json``: what is measured, what came out, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Argument = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    Something to measure.

    Parameters
    ----------
    id, instance
        As in the row.
    ours, task of the peer
        ``module:function`` in this package: it takes ``argument``, prepares without being timed, and returns what is
        timed, which returns a value.
    peer
        The peer's name, ``None`` where there is none.
    peer_scale
        How many times the peer's share of the work ours does; its seconds are told for all of it.
    reach
        Seconds and times the peer's speed to reach; a table shows them, nothing fails on them.
    usual
        Whether it is measured where no id is named.
    exact
        Whether all values must be equal: so for a problem that is solved, not so for the best answer that was found.
    may_fail
        Whether no answer is an outcome too: the row then has no value.
    """

    id: str
    instance: str
    ours: str
    argument: Argument = field(default_factory=dict)
    peer: str | None = None
    peer_task: str | None = None
    peer_scale: float = 1.0
    best_known: int | None = None
    reach_s: float | None = None
    reach_ratio: float | None = None
    usual: bool = True
    exact: bool = True
    may_fail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    One side of a row.

    Parameters
    ----------
    seconds
        Median over repeats; the time allowed where it was not enough.
    value
        ``None`` where the time allowed was not enough, or no answer was found.
    peak_mib
        Most memory of the process that measured it, children included.
    """

    seconds: float
    value: int | None
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of ``bench.json``; times in seconds, ``ratio`` is peer_s / ours_s."""

    id: str
    instance: str
    ours_s: float
    peer: str | None
    peer_s: float | None
    ratio: float | None
    ours_value: int | None
    peer_value: int | None
    best_known: int | None
    peak_mib: float


def row_of(entry: Entry, ours: Measured, peer: Measured | None) -> Row:
    """Return the row of an entry; where a peer ran out of time, its value is ``None`` and the ratio a lower bound."""
    peer_s = None if peer is None else peer.seconds * entry.peer_scale
    return Row(
        id=entry.id,
        instance=entry.instance,
        ours_s=round(ours.seconds, 6),
        peer=None if peer is None else entry.peer,
        peer_s=None if peer_s is None else round(peer_s, 6),
        ratio=None if peer_s is None else round(peer_s / ours.seconds, 2),
        ours_value=ours.value,
        peer_value=None if peer is None else peer.value,
        best_known=entry.best_known,
        peak_mib=round(ours.peak_mib, 1),
    )


def disagreement(row: Row, *, exact: bool = True) -> str | None:
    """Return what is wrong with a row's values, ``None`` when all that are known agree or need not."""
    values = {"ours": row.ours_value, row.peer or "peer": row.peer_value, "best known": row.best_known}
    known = {name: value for name, value in values.items() if value is not None}
    if "ours" in known and (len(set(known.values())) == 1 or not exact):
        return None
    told = ", ".join(f"{name} {value}" for name, value in known.items()) or "no value"
    return f"{row.id} {row.instance}: expected one value, got {told}"


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows as ``bench.json`` has them."""
    return [asdict(row) for row in rows]


def table(rows: Sequence[Row], entries: Sequence[Entry]) -> str:
    """Return the rows as a Markdown table."""
    reach = {(entry.id, entry.instance): _reach(entry) for entry in entries}
    head = ("id", "instance", "ours s", "peer", "peer s", "ratio", "value", "best known", "peak MiB", "reach")
    lines = [_line(head), _line(["---", "---", "--:", "---", "--:", "--:", "--:", "--:", "--:", "---"])]
    for row in rows:
        stopped = row.peer is not None and row.peer_value is None
        lines.append(
            _line(
                (
                    row.id,
                    row.instance,
                    seconds(row.ours_s),
                    row.peer or "",
                    ("> " if stopped else "") + seconds(row.peer_s),
                    "" if row.ratio is None else f"{'> ' if stopped else ''}{row.ratio:,.1f}",
                    _number(row.ours_value),
                    _number(row.best_known),
                    f"{row.peak_mib:,.0f}",
                    reach[row.id, row.instance],
                )
            )
        )
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def seconds(value: float | None) -> str:
    """Return seconds with three digits that count."""
    if value is None:
        return ""
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:,.1f}"


def _reach(entry: Entry) -> str:
    parts = [] if entry.reach_s is None else [f"< {entry.reach_s:g} s"]
    return ", ".join(parts + ([] if entry.reach_ratio is None else [f"{entry.reach_ratio:g} times"]))
