"""Rules of the standards: a small language of sums with units, read into a tree of our own, never run as code."""

from planner.rules.checks import check_rule, cycle_among, result_dimension
from planner.rules.dimensions import DAYS_OF_RATE, Dimension, UnitError, dimension_of, spelled
from planner.rules.grammar import (
    Breach,
    Expression,
    Name,
    Number,
    Operation,
    Parameter,
    Quantity,
    RowOf,
    Rule,
    RuleError,
    is_row,
    names_of,
    parse_rule,
    rows_of,
)

__all__ = [
    "DAYS_OF_RATE",
    "Breach",
    "Dimension",
    "Expression",
    "Name",
    "Number",
    "Operation",
    "Parameter",
    "Quantity",
    "RowOf",
    "Rule",
    "RuleError",
    "UnitError",
    "check_rule",
    "cycle_among",
    "dimension_of",
    "is_row",
    "names_of",
    "parse_rule",
    "result_dimension",
    "rows_of",
    "spelled",
]
