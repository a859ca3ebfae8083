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

__all__ = [
    "HEADER_RULE",
    "RULES",
    "SMALLEST_SHOWN_PEOPLE",
    "SMALL_COUNT_RULE",
    "WITHHELD_CELL",
    "display_cell",
    "find_person_header",
    "find_person_pattern",
    "fold_digits",
    "is_dated_id",
    "is_small_cell",
    "turns_direction",
]
