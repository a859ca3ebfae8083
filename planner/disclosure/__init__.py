"""What may come in and go out about people."""

from planner.disclosure.coming_in import (
    HEADER_RULE,
    RULES,
    SMALL_COUNT_RULE,
    SMALLEST_SHOWN_PEOPLE,
    WITHHELD_CELL,
    display_cell,
    find_person_header,
    find_person_pattern,
    fold_digits,
    is_dated_id,
    is_small_cell,
    turns_direction,
)
from planner.disclosure.going_out import DisclosureError, Leak, Scan, check_going_out, scan
from planner.disclosure.known import GATHERED_PROVINCES, Known, known_of
from planner.disclosure.said import wording_faults

__all__ = [
    "GATHERED_PROVINCES",
    "HEADER_RULE",
    "RULES",
    "SMALLEST_SHOWN_PEOPLE",
    "SMALL_COUNT_RULE",
    "WITHHELD_CELL",
    "DisclosureError",
    "Known",
    "Leak",
    "Scan",
    "check_going_out",
    "display_cell",
    "find_person_header",
    "find_person_pattern",
    "fold_digits",
    "is_dated_id",
    "is_small_cell",
    "known_of",
    "scan",
    "turns_direction",
    "wording_faults",
]
