"""What the backtest found, in sentences: wins and losses alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.units import show_day

Json = dict[str, Any]
FAMILY = (
    "People a day = level x (1 + days from midnight after the deadline / width) to the power of -rise before it and "
    "-fall after it; one shape for all places, a level for each. The family was chosen after reading the whole table "
    "of Pakistan 2023. Its parameters are fitted to counts that end by the cut-off; capacities have no part in it."
)
YARDSTICK: Json = {
    "name": "Flee 3, published averaged relative difference of seven past conflicts",
    "low": 0.06,
    "high": 0.44,
    "source": "https://github.com/djgroen/flee/issues/80",
    "note": "Flee is given the true total and places it; this forecast is given no total.",
}
_NAMES = {
    "uniform": "the mean so far",
    "last_value": "the last value",
    "capacity_share": "shares of capacity",
    "linear_trend": "a linear trend",
}
EVERYWHERE = "all"


def findings_of(cutoffs: Sequence[Json], names: Mapping[str, str]) -> list[str]:
    """
    Return a sentence or two for each cut-off, and what holds for all of them.

    Parameters
    ----------
    names
        Of crossings by id; one without a name is told by its id.
    """
    told = [sentence for cutoff in cutoffs for sentence in _of_cutoff(cutoff, names)]
    scores = [cutoff["ard"] for cutoff in cutoffs if cutoff["ard"] is not None]
    within = sum(score <= YARDSTICK["high"] for score in scores)
    told.append(
        f"{within} of {len(scores)} cut-offs are at or below {YARDSTICK['high']}, the upper end of what Flee has "
        f"published ({YARDSTICK['low']} to {YARDSTICK['high']}). {YARDSTICK['note']}"
    )
    told.append(
        "The family of the curve was chosen with the whole table of Pakistan 2023 in sight: another movement is a "
        "harder test. It knows one deadline: what later orders set off is outside it."
    )
    return told


def _of_cutoff(cutoff: Json, names: Mapping[str, str]) -> Iterator[str]:
    day = show_day(cutoff["date"])
    if cutoff["scored"] != EVERYWHERE:
        yield f"Cut-off {day}, crossings: {_verdict(cutoff)}{_why(cutoff, _crossings(cutoff))}"
    several = len(cutoff["places"]) > 2  # noqa: PLR2004 - a crossing and the total
    for place in cutoff["places"]:
        if place["place"] == EVERYWHERE or several:
            name = "total" if place["place"] == EVERYWHERE else names.get(place["place"], place["place"])
            yield f"Cut-off {day}, {name}: {_verdict(place)}{_why(place, place['increments'])}"
    if cutoff["peak_day_error"] is None:
        yield f"Cut-off {day}: the error of the highest day is not defined: {cutoff['peak_day_reason']}."


def _crossings(cutoff: Json) -> list[Json]:
    return [row for place in cutoff["places"] if place["place"] != EVERYWHERE for row in place["increments"]]


def _verdict(scores: Json) -> str:
    if scores["ard"] is None:
        return "nobody was counted afterwards, so that there is nothing to score."
    rivals = {name: value for name, value in scores["baselines"].items() if value is not None}
    lost = _beaten(scores)
    off = f"off by {scores['ard']:.2f} of what was counted afterwards"
    beside = ", ".join(f"{value:.2f} by {_NAMES[name]}" for name, value in rivals.items())
    result = "better than all of these" if not lost else f"WORSE than {_list(lost)}"
    band = f"{100 * scores['coverage90']:.0f} % of {scores['scored_increments']} increments lie in the 90 % band"
    return f"{off}, beside {beside}: {result}; {band}."


def _beaten(scores: Json) -> list[str]:
    return [_NAMES[name] for name, value in scores["baselines"].items() if value is not None and value < scores["ard"]]


def _why(scores: Json, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return where most of the error lies, when a naive rule did better or it is more than the yardstick."""
    if scores["ard"] is None or not rows or not (_beaten(scores) or scores["ard"] > YARDSTICK["high"]):
        return ""
    worst = max(rows, key=lambda row: abs(row["forecast"] - row["people"]))
    error = sum(abs(row["forecast"] - row["people"]) for row in rows)
    share = abs(worst["forecast"] - worst["people"]) / error
    first, last = show_day(worst["first"]), show_day(worst["last"])
    side = "below what was counted" if worst["forecast"] < worst["people"] else "above what was counted"
    return (
        f" {100 * share:.0f} % of the error is in {first if first == last else f'{first} to {last}'}, "
        f"{worst['people']:,} counted and {worst['forecast']:,} forecast: the curve lies {side}."
    )


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
