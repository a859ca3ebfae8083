"""The tables of a profile of standards, and which of its rows are limits."""

from __future__ import annotations

from planner.geodata.tables import EVIDENCE, Column, Kind, Table

CONFIDENCE = ("high", "medium", "low")
THRESHOLDS = ("standard", "emergency", "planning", "survival", "legal", "observed")
FORCES = ("HARD", "CHECKED")
PLACE_KINDS = ("holding", "transit", "border_queue", "reception", "transport")
"""Kinds of place a standard applies to."""

_FIGURE = (Column("value", Kind.NUMBER), Column("value_low", Kind.NUMBER), Column("value_high", Kind.NUMBER))
_UNIT = Column("unit", Kind.NAME)
_BACKING = (
    Column("source", Kind.TEXT),
    Column("source_ref", Kind.TEXT),
    Column("evidence", Kind.WORD, words=EVIDENCE),
    Column("confidence", Kind.WORD, words=CONFIDENCE),
    Column("note", Kind.TEXT, blank=True),
)

STANDARDS = Table(
    "standards.csv",
    (
        Column("id", Kind.ID),
        Column("domain", Kind.NAME),
        Column("indicator", Kind.TEXT),
        *_FIGURE,
        _UNIT,
        Column("direction", Kind.WORD, words=("min", "max", "range", "info")),
        Column("applies_to", Kind.TEXT),
        Column("threshold_type", Kind.WORD, words=THRESHOLDS),
        Column("force", Kind.WORD, words=FORCES),
        Column("rule", Kind.TEXT),
        Column("group", Kind.NAME, blank=True),
        *_BACKING,
    ),
    unique=("id",),
)
DEMOGRAPHY = Table(
    "demography.csv",
    (
        Column("id", Kind.ID),
        Column("parameter", Kind.TEXT),
        *_FIGURE,
        _UNIT,
        Column("profile", Kind.NAME),
        Column("statuses", Kind.TEXT, blank=True),
        *_BACKING,
    ),
    unique=("id",),
)
PRICES = Table(
    "prices.csv",
    (
        Column("id", Kind.ID),
        Column("item", Kind.TEXT),
        *_FIGURE,
        _UNIT,
        *_BACKING,
    ),
    unique=("id",),
)
STANDARD_SOURCES = Table(
    "sources.csv",
    (
        Column("ref", Kind.ID),
        Column("title", Kind.TEXT),
        Column("locator", Kind.TEXT, blank=True),
        Column("evidence", Kind.WORD, words=EVIDENCE),
        Column("status", Kind.TEXT),
    ),
    needed=True,
    unique=("ref",),
)
ROW_TABLES = (STANDARDS, DEMOGRAPHY, PRICES)
"""What a profile may bring, beside its sources."""
HARD_STANDARDS = ("SHE-01", "SHE-02", "DET-01", "WAT-02", "FOO-01", "SAN-01", "TRA-08", "TRA-12")
"""The standards that are limits of every plan; all others are checked and told."""
NEEDED_STANDARDS = (*HARD_STANDARDS, "SHE-17")
"""Rows without which the HARD standards cannot be applied: no profile may leave one out."""
