"""What a rule's units come to, whether they suit its result, and whether rows lean on each other in a ring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from planner.rules.dimensions import (
    PURE,
    RATES,
    TIMES,
    Dimension,
    UnitError,
    dimension_of,
    numerals_of,
    product,
    spelled,
)
from planner.rules.grammar import NAMES, Call, Expression, Name, Number, Operation, Quantity, RowOf, Rule, RuleError

GENERIC = ("pop", "pop_or_units", "cases", "users", "persons_in_group", "officers", "toilets", "toilet_blocks",
           "vehicles", "posts", "seats_arriving_together", "children")  # fmt: skip
"""Names that a row's group may bind."""
DIVISORS = ("value", "units", "household_size")
MINUTES_AN_HOUR = Fraction(60)

Known = Callable[[str], Dimension]


def check_rule(rule: Rule, unit: str, group: Dimension, row: Known) -> None:
    """
    Refuse a rule whose units do not come out.

    Parameters
    ----------
    group
        The unit of what the generic names of the rule stand for.
    row
        The unit of what another row comes to.

    Raises
    ------
    RuleError, UnitError
        With what was expected.
    """
    if not isinstance(rule, Quantity):
        dimension_of(unit)
        return
    said = numerals_of(unit) - {Fraction(1)}
    if said - {part.value for part in _numbers(rule.body)}:
        raise RuleError(f"a rule that divides by the number of its unit, {unit}")
    _check_divisors(rule.body)
    found = result_dimension(rule, unit, group, row)
    above = {word for word, power in found.items() if power > 0}
    below = {word for word, power in found.items() if power < 0}
    if rule.result == "staff_hours":
        if found not in ({"minute": 1}, {"hour": 1}):
            raise UnitError(f"a unit that makes staff_hours hours or minutes, not {spelled(found)}")
        if "minute" in found and MINUTES_AN_HOUR not in {part.value for part in _numbers(rule.body)}:
            raise UnitError("minutes divided by 60 where the result is in hours")
        return
    wanted = {"days": {"day": 1}, "sites": {"site": 1}, "kcal_add": {"kcal": 1}}.get(rule.result)
    if wanted is not None and found != wanted:
        raise UnitError(f"a unit that makes {rule.result} {spelled(wanted)}, not {spelled(found)}")
    if rule.result == "staff_years" and not ("year" in above and above <= {"year", "judge"} and not below):
        raise UnitError(f"a unit that makes staff_years years, not {spelled(found)}")
    if rule.result == "need" and not _is_need(found, above, below):
        raise UnitError(
            f"a unit that makes the need something counted or measured, at most by the day, not {spelled(found)}"
        )


def _check_divisors(body: Expression) -> None:
    """Refuse to divide by what changes from place to place, or is nobody's figure: it may be 0."""
    if not isinstance(body, Operation | Call):
        return
    if isinstance(body, Operation) and body.sign == "/" and not _is_divisor(body.right):
        raise RuleError(f"division by numbers, row ids or {', '.join(DIVISORS)} only")
    for part in _arguments(body):
        _check_divisors(part)


def _is_divisor(body: Expression) -> bool:
    if isinstance(body, Operation):
        return body.sign == "*" and all(_is_divisor(part) for part in _arguments(body))
    if isinstance(body, Number):
        return body.value > 0
    return isinstance(body, RowOf) or (isinstance(body, Name) and body.name in DIVISORS)


def _is_need(found: Dimension, above: set[str], below: set[str]) -> bool:
    plain = len(above) == 1 and len(below) <= 1 and all(abs(power) == 1 for power in found.values())
    return plain and below <= set(RATES) and not above & (set(TIMES) | set(PURE))


def result_dimension(rule: Quantity, unit: str, group: Dimension, row: Known) -> Dimension:
    """
    Return the unit of what a rule comes to, as powers of words.

    Raises
    ------
    UnitError
        When it adds or compares what does not go together.
    """
    found = _dimension(rule.body, dimension_of(unit), group, row)
    return {} if found is None else found


def _dimension(body: Expression, own: Dimension, group: Dimension, row: Known) -> Dimension | None:
    """Return the unit of a part; ``None`` for a plain number, which goes with anything."""
    if isinstance(body, Number):
        return None
    if isinstance(body, Name):
        return _of_name(body.name, own, group)
    if isinstance(body, RowOf):
        return row(body.row_id)
    parts = [_dimension(part, own, group, row) for part in _arguments(body)]
    if isinstance(body, Operation) and body.sign in "*/":
        left, right = (part or {} for part in parts)
        return product(left, right, 1 if body.sign == "*" else -1)
    known = [part for part in parts if part is not None]
    for part in known[1:]:
        if part != known[0]:
            raise UnitError(f"parts of one unit, not {spelled(known[0])} with {spelled(part)}")
    return known[0] if known else None


def _of_name(name: str, own: Dimension, group: Dimension) -> Dimension:
    if name == "value" or (name in GENERIC and group):
        return own if name == "value" else group
    unit = NAMES[name]
    if unit is not None:
        return dimension_of(unit)
    if name == "units":
        # Whoever does the work: the first word under the value's line that is no time.
        return {word: 1 for word, power in own.items() if power < 0 and word not in TIMES}
    return {"person": 1}


def _arguments(body: Operation | Call) -> tuple[Expression, ...]:
    return (body.left, body.right) if isinstance(body, Operation) else body.arguments


def _numbers(body: Expression) -> list[Number]:
    if isinstance(body, Number):
        return [body]
    if isinstance(body, Operation | Call):
        return [number for part in _arguments(body) for number in _numbers(part)]
    return []


def cycle_among(leans_on: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return rows that lean on each other in a ring, the smallest id first; empty when there are none."""
    done: set[str] = set()
    for start in sorted(leans_on):
        ring = _ring(start, leans_on, done)
        if ring:
            first = ring.index(min(ring))
            return (*ring[first:], *ring[:first])
    return ()


def _ring(start: str, leans_on: Mapping[str, frozenset[str]], done: set[str]) -> list[str]:
    """Walk from one row along what it leans on, without recursion; return the ring met, if any."""
    path: list[str] = []
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        row, leaving = stack.pop()
        if leaving:
            path.pop()
            done.add(row)
        elif row in path:
            return path[path.index(row) :]
        elif row not in done:
            path.append(row)
            stack.append((row, True))
            stack.extend((other, False) for other in sorted(leans_on.get(row, ()), reverse=True))
    return []
