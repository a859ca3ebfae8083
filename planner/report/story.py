"""What one report is told from, and the blocks it is told in: plain values that any template can lay out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from planner.disclosure import GATHERED_PROVINCES
from planner.records import Case, District

SOURCE = "Source: this run, from the case's figures; their sources are listed at the end."
Json = dict[str, Any]
Rows = list[list[str]]


@dataclass(frozen=True)
class Story:
    """
    The files of a run folder and the case they were made from.

    Parameters
    ----------
    result, certificate
        As written to ``result.json`` and ``certificate.json``.
    run
        ``run_id``, ``command``, ``versions``, ``seed`` and ``inputs`` (SHA-256 by file).
    """

    result: Mapping[str, Any]
    certificate: Mapping[str, Any]
    case: Case
    run: Mapping[str, Any]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of crossings and sites by id; where several go by one name, each with its id."""
        places = {crossing.id: crossing.name for crossing in self.case.crossings}
        places |= {site.id: site.name for site in self.case.sites}
        many = Counter(places.values())
        return {key: name if many[name] == 1 else f"{name} ({key})" for key, name in places.items()}

    @cached_property
    def towns(self) -> dict[str, list[District]]:
        """District towns behind each name under which people's province is shown: in their middle corridors begin."""
        towns: defaultdict[str, list[District]] = defaultdict(list)
        gathered = set(self.result["other_provinces"])
        for district in self.case.districts:
            towns[district.province].append(district)
            if district.province in gathered:
                towns[GATHERED_PROVINCES].append(district)
        return dict(sorted(towns.items()))

    @property
    def reading(self) -> str:
        """The reading that leads the report."""
        return str(self.result["scenario"]["reading"])

    @property
    def start(self) -> date:
        """Day 0."""
        return date.fromisoformat(self.result["scenario"]["start"])

    @property
    def deadline(self) -> date:
        """The last day that counts."""
        return date.fromisoformat(self.result["scenario"]["deadline"])

    @cached_property
    def days(self) -> list[date]:
        """Every day from start to deadline."""
        return [self.start + timedelta(days=k) for k in range((self.deadline - self.start).days + 1)]

    @cached_property
    def arrivals(self) -> dict[str, dict[str, int]]:
        """People by crossing and day (ISO date), crossings with most people first; those nobody uses are left out."""
        used = [row for row in self.result["crossings"] if row["crossed_people"]]
        used.sort(key=lambda row: (-row["crossed_people"], row["id"]))
        return {row["id"]: {d["date"]: d["people"] for d in row["daily"]} for row in used}

    @cached_property
    def daily_arrivals(self) -> dict[str, int]:
        """People across on each day, all crossings together."""
        total: defaultdict[str, int] = defaultdict(int)
        for by_day in self.arrivals.values():
            for when, people in by_day.items():
                total[when] += people
        return dict(sorted(total.items()))

    def limit(self, limit_id: str) -> Mapping[str, Any] | None:
        """Return a row of the limits by its id."""
        return next((row for row in self.result["limits"] if row["id"] == limit_id), None)

    def open_days(self, crossing_id: str) -> int:
        """Return the days from start to deadline on which a crossing is open at all."""
        crossing = next(c for c in self.case.crossings if c.id == crossing_id)
        shut = [c for c in self.case.closures if c.place_id == crossing_id and c.share_open == 0]
        weekdays = {row.weekday for row in self.case.calendar if row.place_id == crossing_id}
        return sum(
            (crossing.opens_on is None or when >= crossing.opens_on)
            and not any(c.first <= when <= c.last for c in shut)
            and (not weekdays or when.weekday() in weekdays)
            for when in self.days
        )


def heading(text: str, label: str = "", level: int = 2) -> Json:
    """Return a heading whose text is the finding; ``label`` names the section in a word or two."""
    return {"kind": "heading", "text": text, "label": label, "level": level}


def para(text: str) -> Json:
    """Return a paragraph."""
    return {"kind": "para", "text": text}


def note(text: str) -> Json:
    """Return a line in small type."""
    return {"kind": "note", "text": text}


def bullets(items: Sequence[str]) -> Json:
    """Return a list."""
    return {"kind": "bullets", "items": list(items)}


def figure(name: str, alt: str, caption: str, *, share: float = 1.0) -> Json:
    """
    Return a figure.

    Parameters
    ----------
    name
        Key of the drawing among the document's figures.
    alt
        What the figure shows, for who cannot see it: the finding, with its numbers.
    caption
        Unit, source and how to read it.
    share
        Of the text's width.
    """
    return {"kind": "figure", "name": name, "alt": alt, "caption": caption, "share": share}


def table(  # noqa: PLR0913 - one parameter a trait of a table
    caption: str,
    head: Sequence[str],
    rows: Rows,
    *,
    widths: Sequence[str],
    total: bool = False,
    small: bool = False,
    whole: bool = False,
) -> Json:
    """
    Return a table.

    Parameters
    ----------
    head
        Header cells; a leading ``>`` aligns the column to the right, as numbers are.
    widths
        One a column: ``auto``, or a share of what is left, such as ``2fr``.
    total
        Whether the last row is the sum of the others.
    small
        Whether it is reference matter, set in small type.
    whole
        Whether it stands on one page however long it is.
    """
    return {
        "kind": "table",
        "caption": caption,
        "head": [cell.removeprefix(">") for cell in head],
        "align": ["right" if cell.startswith(">") else "left" for cell in head],
        "widths": list(widths),
        "rows": rows,
        "total": total,
        "small": small,
        "whole": whole,
    }
