"""A rule worked out for many places and days at once, from amounts by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from planner.needs.amounts import Amounts
from planner.rules import Expression, Name, Number, Operation, RowOf

Given = Callable[[str], Amounts]


def evaluate(body: Expression, name: Given, row: Given) -> Amounts:
    """
    Return what a sum comes to.

    Parameters
    ----------
    name, row
        The amounts of a name, and of another row.

    Raises
    ------
    KeyError
        When an amount is not known, from ``name`` or ``row``.
    ZeroDivisionError
        When it divides by 0.
    """
    if isinstance(body, Number):
        return Amounts.of(body.value)
    if isinstance(body, Name | RowOf):
        return name(body.name) if isinstance(body, Name) else row(body.row_id)
    if isinstance(body, Operation):
        left, right = evaluate(body.left, name, row), evaluate(body.right, name, row)
        if body.sign == "/":
            return left.divided(right.single())
        return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[body.sign](right)
    arguments = [evaluate(part, name, row) for part in body.arguments]
    if body.function in ("ceil", "floor"):
        return arguments[0].ceil() if body.function == "ceil" else arguments[0].floor()
    return reduce(Amounts.larger if body.function == "max" else Amounts.smaller, arguments)
