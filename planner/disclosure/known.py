"""
What a scan of a run folder takes for public: the places, titles and gates of a case, and the districts behind them.

A name may be several things: Chaman is a district and a crossing, Islamabad a district in a province of its own. A
name that is also a crossing, a site, a junction or a province is taken for that, but never where an origin stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.records import Case

GATHERED_PROVINCES = "other provinces"
SHORTEST_CODE = 3
# Months and plain words of every report are no places, whatever a district is called: "Most" is a district and a word.
_NEVER_NAMES = frozenset(
    [
        *(
            "all",
            "at least",
            "at most",
            "between",
            "border",
            "both",
            "bridge",
            "central",
            "city",
            "coast",
            "date",
            "day",
        ),
        *(
            "days",
            "each",
            "east",
            "eastern",
            "first",
            "gate",
            "here",
            "high",
            "hill",
            "island",
            "lake",
            "last",
            "least",
        ),
        *("limit", "long", "low", "lower", "main", "middle", "more", "most", "much", "new", "next", "night", "none"),
        *("north", "northern", "none", "of", "old", "one", "only", "open", "other", "others", "part", "place", "plan"),
        *("point", "port", "river", "road", "same", "site", "sites", "south", "southern", "strict", "there", "total"),
        *("town", "two", "under", "upper", "way", "west", "western", "year"),
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ]
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text in one case and form, with single blanks."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())


def squash(text: str) -> str:
    """Return letters and digits only: the same text, however its lines were broken."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(_WORD.findall(plain.casefold()))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A public text around a district's name: what stands before and after it, as letters and digits."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    The public texts of one or several cases.

    Parameters
    ----------
    codes, districts
        Codes and names of districts, folded.
    places
        Names and ids of crossings, sites, junctions, hubs and provinces, folded.
    origins
        Names that may stand where people come from: provinces, sites, and the provinces gathered; folded.
    sole
        Provinces whose people in scope live in one district, folded: their count is that district's.
    starts
        Districts by their first word, longest first, as the words that follow it.
    phrases
        Public texts in which a district's name stands, by its words; what events and statements tell is one.
    texts
        Titles, publishers and addresses of sources and names of places, as letters and digits: nobody's words here.
    gates
        The lines one of which, with its fellows, must stand on every page; one tuple a run.
    """

    codes: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset((GATHERED_PROVINCES,))
    sole: frozenset[str] = frozenset()
    starts: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    gates: tuple[tuple[str, ...], ...] = ()

    def is_district(self, value: str, *, is_origin: bool) -> bool:
        """
        Return whether a cell names a district.

        Parameters
        ----------
        is_origin
            Whether people come from what stands there; then a crossing or junction of that name is no excuse.
        """
        name = fold(value)
        if name in self.codes:
            return is_origin or len(name) >= SHORTEST_CODE
        if name not in self.districts or name in _NEVER_NAMES:
            return False
        return name not in (self.origins if is_origin else self.places)


def known_of(
    cases: Iterable[Case],
    *,
    sole: Iterable[str] = (),
    gates: Iterable[tuple[str, ...]] = (),
    with_events: bool = True,
) -> Known:
    """
    Return what is public in some cases.

    Parameters
    ----------
    sole
        Provinces whose people in scope live in one district.
    gates
        Lines that must stand on every page, one tuple for each run told.
    with_events
        Whether what events and statements tell counts as public; it is held to the rules itself before it does.
    """
    codes: set[str] = set()
    districts: set[str] = set()
    places: set[str] = set()
    gists: set[str] = set()
    titles: set[str] = set()
    origins = {GATHERED_PROVINCES}
    for case in cases:
        codes |= {fold(district.pcode) for district in case.districts}
        districts |= {fold(district.name) for district in case.districts}
        provinces = {district.province for district in case.districts}
        provinces |= {crossing.province for crossing in case.crossings} | {site.province for site in case.sites}
        sites = {text for site in case.sites for text in (site.id, site.name)}
        others = {text for crossing in case.crossings for text in (crossing.id, crossing.name)}
        others |= {text for junction in case.junctions for text in (junction.id, junction.name)}
        others |= {text for hub in case.hubs for text in (hub.id, hub.name)}
        origins |= {fold(text) for text in provinces | sites}
        places |= {fold(text) for text in provinces | sites | others}
        titles |= provinces | sites | others
        titles |= {text for row in case.sources.values() for text in (row.title, row.publisher, row.address)}
        events = (*case.statements, *case.timeline) if with_events else ()
        gists |= {text for row in events for text in (row.who, row.gist)}
    texts = sorted({squash(text) for text in titles} - {""}, key=lambda text: (-len(text), text))
    return Known(
        codes=frozenset(codes),
        districts=frozenset(districts),
        places=frozenset(places),
        origins=frozenset(origins),
        sole=frozenset(fold(name) for name in sole),
        starts=_starts(districts - _NEVER_NAMES, {code for code in codes if len(code) >= SHORTEST_CODE}),
        phrases=_phrases(districts, sorted(titles | gists)),
        texts=tuple(texts),
        gates=tuple(gates),
    )


def _starts(districts: set[str], codes: set[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return names of districts and their codes by first word, longest first."""
    table: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in districts | codes:
        words = tuple(_WORD.findall(name))
        if words:
            table[words[0]].add(words)
    return {first: tuple(sorted(names, key=lambda words: (-len(words), words))) for first, names in table.items()}


def _phrases(districts: set[str], titles: list[str]) -> dict[str, tuple[Phrase, ...]]:
    """Return the public texts around each district's name; a text that is the name alone has nothing around it."""
    table: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    folded = [fold(title) for title in titles]
    for name in districts:
        whole, words = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), " ".join(_WORD.findall(name))
        for title in (title for title in folded if name in title):
            for found in whole.finditer(title):
                table[words].add((squash(title[: found.start()]), squash(title[found.end() :])))
    return {name: tuple(Phrase(*pair) for pair in sorted(pairs)) for name, pairs in table.items()}
