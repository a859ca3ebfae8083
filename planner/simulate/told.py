"""``uncertainty`` of ``result.json``: draws, what drives them and what survives, as plain values in one order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.config import Distribution, Scenario
from planner.recount import Roads
from planner.simulate.drawing import Drawn, draw
from planner.simulate.draws import Draws
from planner.simulate.quantiles import LEVELS, Quantile, Sample, wilson
from planner.simulate.replay import NEVER
from planner.simulate.sampling import BY_CROSSING, BY_DAY, BY_SITE, SHOWN, TOTALS, Sampled

Json = dict[str, Any]
Ints = NDArray[np.int64]
METHOD = (
    "Every figure with a range is drawn, and in each drawn world everyone sets out on their day of release, to the "
    "quickest site and from there to the quickest crossing, first come first served, day by day in whole people."
)
ERROR = "low and high hold the quantile of endless draws with 95 % confidence, by order statistics"
_DIGITS = 4
UNITS = {
    "in_scope_people": "people",
    "nights_in_holding": "person-nights",
    "nights_in_queue": "person-nights",
    "over_24h": "people",
    "over_48h": "people",
    "road_hours": "person-hours",
    "most_waiting_people": "people",
}


def no_draws(scenario: Scenario) -> Json | None:
    """Return ``uncertainty`` of a scenario that is not drawn, with the reason; ``None`` for any other."""
    if "officers:all" not in scenario.limits:
        return None
    reason = (
        "officers:all shares each day's interviews over all sites and crossings, person by person; the replay of many "
        "draws does not do that yet, so nothing is drawn for this scenario. The order to leave at the central figures "
        "is replayed with them, under exposure."
    )
    return {"draws": 0, "reason": reason}


def uncertainty_of(drawn: Drawn, at_most: Sequence[int], sobol_rows: Json | None = None) -> Json:
    """
    Return ``uncertainty``.

    Parameters
    ----------
    at_most
        The best possible outcome of the first draws: people that no plan exceeds.
    sobol_rows
        What a run found, where indices are not found again.
    """
    draws, sampled = drawn.draws, drawn.sampled
    table = sampled.places.plain()
    return {
        **_asked(draws, sampled),
        "people_on_time": {"unit": "people", "quantiles": _quantiles(sampled.sample, "crossed_people")},
        "completion": {
            "followed_days": draws.follow_days,
            "horizon_days": draws.scenario.horizon_max_days,
            "quantiles": [_dated(draws, row) for row in sampled.sample.quantiles(TOTALS.index("completion_days"))],
        },
        "chance_on_time": _chance(sampled.on_time, sampled.draws),
        "exposure": {
            name: {"unit": UNITS[name], "quantiles": _quantiles(sampled.sample, name)}
            for name in TOTALS
            if name in UNITS
        },
        "days": _days(draws, table),
        "crossings": _places(draws, table, "crossings"),
        "sites": _places(draws, table, "sites"),
        "longest_queue": _longest(draws, sampled),
        "tornado": tornado(drawn),
        "sobol": sobol_rows if sobol_rows is not None else _sobol(drawn),
        "conclusions": [
            {
                "id": row.id,
                "text": row.text,
                "survives": row.survives,
                "draws_share": round(row.draws_share, _DIGITS),
                "turned_by": list(row.turned_by),
            }
            for row in drawn.conclusions
        ],
        "best_possible": best_possible(sampled, at_most),
        "first_draws": first_draws(sampled.first),
    }


def _or_none(value: int) -> int | None:
    return None if value >= NEVER else value


def _exact(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _share(hits: int, draws: int) -> float:
    return round(hits / draws, _DIGITS)


def _asked(draws: Draws, sampled: Sampled) -> Json:
    """Return what was drawn, and how."""
    settings = draws.scenario.uncertainty
    return {
        "method": METHOD,
        "draws": sampled.draws,
        "asked": {"draws": settings.draws, "until": None if settings.until is None else float(settings.until)},
        "seed": draws.scenario.seed,
        "percents": list(LEVELS),
        "error": ERROR,
        "inputs": [_input(draws, k) for k in range(len(draws.inputs))],
        "groups": _groups(draws),
        "events": _events(draws),
    }


def first_draws(totals: Ints) -> list[Json]:
    """Return the first draws one by one, from their totals, ``[totals, draws]``."""
    columns = totals.T[:SHOWN].tolist()
    return [{name: _or_none(value) for name, value in zip(TOTALS, column, strict=True)} for column in columns]


def _chance(hits: int, draws: int) -> Json:
    low, high = wilson(hits, draws)
    return {"hits": hits, "share": _share(hits, draws), "low": round(low, _DIGITS), "high": round(high, _DIGITS)}


def _input(draws: Draws, position: int) -> Json:
    row = draws.inputs[position]
    return {
        "id": row.id,
        "unit": row.unit,
        "low": _exact(row.span.low),
        "central": _exact(row.span.central),
        "high": _exact(row.span.high),
        "distribution": _distribution(row.distribution),
        "set_by_scenario": row.set_on_purpose,
        "sources": list(row.sources),
    }


def _distribution(chosen: Distribution) -> Json:
    ends = {"low": chosen.low, "mode": chosen.mode, "high": chosen.high}
    return {
        "kind": str(chosen.kind),
        **{name: _exact(value) for name, value in ends.items() if value is not None},
        **({"values": [_exact(v) for v in chosen.values]} if chosen.values else {}),
        **({"weights": [_exact(w) for w in chosen.weights]} if chosen.weights else {}),
    }


def _groups(draws: Draws) -> list[Json]:
    return [
        {"name": name, "members": list(group.members), "correlation": _exact(group.correlation)}
        for name, group in draws.scenario.uncertainty.groups.items()
    ]


def _events(draws: Draws) -> list[Json]:
    return [
        {
            "name": name,
            "place": event.place,
            "chance_per_day": _exact(event.chance_per_day),
            "days": event.days,
            "share_open": _exact(event.share_open),
            "source": event.source,
        }
        for name, event in draws.scenario.uncertainty.events.items()
    ]


def _quantiles(found: Sample, name: str) -> list[Json]:
    return [
        {"percent": row.percent, "value": row.value, "low": row.low, "high": row.high}
        for row in found.quantiles(TOTALS.index(name))
    ]


def _dated(draws: Draws, row: Quantile) -> Json:
    """Return a quantile of completion with dates; ``None`` where it is not reached within the days looked at."""

    def date(days: int | None) -> str | None:
        known = days is not None and days < NEVER and days > 0
        return (draws.scenario.start + timedelta(days=days - 1)).isoformat() if known and days else None

    return {
        "percent": row.percent,
        "days": _or_none(row.value),
        "date": date(row.value),
        "low": date(row.low),
        "high": date(row.high),
    }


def _days(draws: Draws, table: Ints) -> list[Json]:
    """Return people across, waiting and held at the end of each day, a value for each of ``percents``."""
    days = draws.scenario.num_days
    columns = {name: table[:, k * days : (k + 1) * days] for k, name in enumerate(BY_DAY)}
    return [
        {
            "date": (draws.scenario.start + timedelta(days=day)).isoformat(),
            **{name: column[:, day].tolist() for name, column in columns.items()},
        }
        for day in range(days)
    ]


def _places(draws: Draws, table: Ints, kind: str) -> list[Json]:
    """Return what stands at each crossing or site, a value for each of ``percents``; idle sites are left out."""
    crossings, sites = draws.places
    first = len(BY_DAY) * draws.scenario.num_days
    if kind == "sites":
        first += len(BY_CROSSING) * len(crossings)
    places, names = (crossings, BY_CROSSING) if kind == "crossings" else (sites, BY_SITE)
    rows = [
        {
            "id": place,
            **{name: table[:, first + k * len(places) + row].tolist() for k, name in enumerate(names)},
        }
        for row, place in enumerate(places)
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


def _longest(draws: Draws, sampled: Sampled) -> list[Json]:
    """Return the share of draws in which each crossing has the longest queue at the deadline, largest first."""
    assert sampled.longest is not None, "there is at least one block"
    shares = zip([*draws.places[0], None], sampled.longest.tolist(), strict=True)
    rows = sorted(((count, place) for place, count in shares if count), key=lambda row: (-row[0], row[1] or ""))
    return [{"crossing": place, "share": _share(count, sampled.draws)} for count, place in rows]


def tornado(drawn: Drawn) -> list[Json]:
    """Return each input at its low and high end, all others central, the largest swing first."""
    across, done = drawn.swung[TOTALS.index("crossed_people")], drawn.swung[TOTALS.index("completion_days")]
    left = drawn.swung[TOTALS.index("in_scope_people")] - across
    rows = []
    for k, row in enumerate(drawn.draws.inputs):
        ends = [1 + 2 * k, 2 + 2 * k]
        rows.append(
            {
                "id": row.id,
                "unit": row.unit,
                "low": _exact(row.span.low),
                "high": _exact(row.span.high),
                "people_on_time": _swing(across, ends),
                "left_after_deadline": _swing(left, ends),
                "completion_days": _swing(done, ends),
                "swing_people": abs(int(across[ends[1]] - across[ends[0]])),
            }
        )
    return sorted(rows, key=lambda row: (-int(str(row["swing_people"])), str(row["id"])))


def _swing(values: Ints, ends: Sequence[int]) -> Json:
    return {
        "at_low": _or_none(int(values[ends[0]])),
        "central": _or_none(int(values[0])),
        "at_high": _or_none(int(values[ends[1]])),
    }


def _sobol(drawn: Drawn) -> Json:
    """Return the indices, largest total first; without any, how to have them."""
    samples = drawn.draws.scenario.uncertainty.sobol
    return {
        "samples": samples,
        "how": "planner run NAME --sobol 256, with the extra `study` installed" if not samples else "SALib",
        "outcomes": [
            {
                "outcome": outcome,
                "rows": [
                    {
                        "cause": row.name,
                        "first": round(row.first, _DIGITS),
                        "first_error": round(row.first_error, _DIGITS),
                        "total": round(row.total, _DIGITS),
                        "total_error": round(row.total_error, _DIGITS),
                    }
                    for row in sorted(rows, key=lambda row: (-row.total, row.name))
                ],
            }
            for outcome, rows in drawn.indices.items()
        ],
    }


def best_possible(sampled: Sampled, at_most: Sequence[int]) -> Json:
    """
    Return what the best plan could reach in the first draws, beside what an order to leave reached in them.

    Bad luck is a draw in which no plan could have brought everyone across; a bad plan is one in which the order to
    leave fails although the bound would allow everyone.
    """
    count = len(at_most)
    if not count:
        return {"draws": 0, "people_at_most": [], "quantiles": [], "chance_everyone": None, "outcomes": {}}
    scope, across = (sampled.first[TOTALS.index(name), :count] for name in ("in_scope_people", "crossed_people"))
    bound = np.array(at_most, dtype=np.int64)
    found = Sample()
    found.add(bound[None, :])
    possible, reached = bound >= scope, across >= scope
    return {
        "draws": count,
        "people_at_most": bound.tolist(),
        "quantiles": [
            {"percent": row.percent, "value": row.value, "low": row.low, "high": row.high} for row in found.quantiles(0)
        ],
        "chance_everyone": _chance(int(possible.sum()), count),
        "outcomes": {
            "reached": int(reached.sum()),
            "bad_plan": int((possible & ~reached).sum()),
            "bad_luck": int((~possible & ~reached).sum()),
        },
    }


# Up to so many draws, all of them are drawn again when a run is verified; beyond, the first ones, one by one.
DRAWN_AGAIN = 2_000


def uncertainty_again(roads: Roads, scenario: Scenario, said: Json) -> Json:
    """
    Return ``uncertainty`` drawn again, as far as that takes no solver and no more than a moment.

    What only a solver finds (the best possible outcome of each draw) and the Sobol indices are taken as they were said;
    of many draws, the first are replayed again and the quantiles of all are taken as they were said.

    Parameters
    ----------
    said
        The same as a run wrote it.

    Raises
    ------
    KeyError, TypeError, ValueError
        When what was said has another shape.
    """
    reason = no_draws(scenario)
    if reason is not None:
        return reason
    draws = Draws(roads, scenario)
    if int(said["draws"]) <= DRAWN_AGAIN and scenario.uncertainty.draws <= DRAWN_AGAIN:
        at_most = [int(people) for people in said["best_possible"]["people_at_most"]]
        return uncertainty_of(
            draw(draws, with_sobol=False), at_most, said["sobol"] if scenario.uncertainty.sobol else None
        )
    first = draws.block(0, SHOWN)
    return {**said, "first_draws": first_draws(np.stack([first.totals[name] for name in TOTALS]))}
