"""What every column of the tables means, and its unit: the data dictionary, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planner.report.grid import Column, Table

NAME = "dictionary"
_DATE, _TEXT, _PEOPLE, _ROUNDED, _YES_NO = "date (ISO 8601)", "text", "people", "people, rounded", "true or false"
_OWN = "unit of the row"
_MONEY = ("thousands", "At the price of this end of its range, and at the central rate of exchange.")
_MEANINGS: dict[str, tuple[str, str]] = {
    "date": (_DATE, "The day; it counts from midnight to midnight in the case's time zone."),
    "week_start": (_DATE, "First day of the week, counted from the scenario's start."),
    "crossing_id": (_TEXT, "Id of the crossing in crossings.csv of the case."),
    "crossing": (_TEXT, "Name of the crossing."),
    "people_self_organised": (_PEOPLE, "People across on the day who came straight to the crossing in hired vehicles."),
    "people_from_sites": (_PEOPLE, "People across on the day who came from a holding or transit site."),
    "people": (_PEOPLE, "People across on the day: the sum of the two columns before."),
    "waiting_at_end_of_day": (_PEOPLE, "People from sites who wait at the crossing when the day ends."),
    "site_id": (_TEXT, "Id of the site in sites.csv of the case."),
    "site": (_TEXT, "Name of the site."),
    "province": (_TEXT, "Province the place lies in."),
    "kind": (_TEXT, "Kind of site, or of limit."),
    "arrivals_rounded": (_ROUNDED, "People who arrive at the site in the week, in the plan."),
    "nights_rounded": ("person-nights, rounded", "Nights that people spend at the site in the week, in the plan."),
    "most_held_rounded": (_ROUNDED, "Most people at the site on one night of the week, in the plan."),
    "from": (_TEXT, "Where a corridor begins: a province, or the id of a site."),
    "to": (_TEXT, "Where a corridor leads: the id of a site or of a crossing."),
    "people_rounded": (_ROUNDED, "People who arrive by the corridor in the week; empty where withheld."),
    "withheld": (_TEXT, "<10 where the count is withheld because it is from 1 to 9."),
    "id": (_TEXT, "Id of the row."),
    "place": (_TEXT, "Id of the place the limit belongs to; all for the whole country."),
    "unit": (_TEXT, "Unit of capacity, source_low, source_high and flips_at."),
    "capacity": (_OWN, "The limit's value in this reading; empty where nobody published one."),
    "used_share": ("share of 1", "Part of the limit that the plan uses from start to deadline."),
    "people_per_unit": (
        _PEOPLE,
        "People more across by the deadline with one unit more of this limit on every open day.",
    ),
    "flips_at": (_OWN, "Value of this limit alone at which everyone crosses on time; empty where none does."),
    "source_low": (_OWN, "Low end of the range in the limit's source."),
    "source_high": (_OWN, "High end of the range in the limit's source."),
    "set_by_scenario": (_YES_NO, "Whether the scenario sets the limit, in place of its source."),
    "reading": (_TEXT, "favourable, central or strict: which end of every range is taken."),
    "answer": (_TEXT, "One of the four answers; the column note has the sentence that must stand beside it."),
    "note": (_TEXT, "The sentence that must stand beside the answer."),
    "in_scope_people": (_PEOPLE, "People in scope."),
    "on_time_plan": (_PEOPLE, "People across by the deadline in the plan found."),
    "on_time_proved_at_most": (_PEOPLE, "Most people whom any plan could bring across by the deadline, proved."),
    "left_at_least": (_PEOPLE, "People left after the deadline, whatever the plan, proved."),
    "completion_date": (_DATE, "Day by which everyone could have crossed in a plan found; empty where none was."),
    "completion_days": ("days", "The same as a number of days; the start is day 1."),
    "completion_proved_not_before": (_DATE, "First day that the proof does not exclude."),
    "never": (_YES_NO, "Whether no amount of time would do."),
    "crossed": (_PEOPLE, "People across by the end of the day in the plan found."),
    "in_queues": (_PEOPLE, "People in queues at crossings when the day ends, if all set out on release."),
    "outside_sites": (_PEOPLE, "People outside full sites when the day ends, if all set out on release."),
    "held_at_sites": (_PEOPLE, "People at holding and transit sites that night, if all set out on release."),
    "waited_over_24h": (_PEOPLE, "Of these three, those who by then have waited more than 24 hours at that one place."),
    "waited_over_48h": (_PEOPLE, "Of these three, those who by then have waited more than 48 hours at that one place."),
    "across_by_order": (_PEOPLE, "People across by the end of the day, if all set out on release."),
    "ceiling": (_PEOPLE, "Most people who could be across by the end of the day, proved."),
    "title": (_TEXT, "Title of the alternative."),
    "assumption": (_TEXT, "What is taken for granted."),
    "evidence": (_TEXT, "official, press, derived or assumption."),
    "source_id": (_TEXT, "Id of the source in sources.csv of the case; empty where the scenario sets the figure."),
    "place_name": (_TEXT, "Name of the place."),
    "figure": (_TEXT, "What low, central and high count, and their unit."),
    "low": (_OWN, "Low end of the source's range; empty where nobody published a figure."),
    "central": (_OWN, "Its middle."),
    "high": (_OWN, "Its high end."),
    "publisher": (_TEXT, "Who published the source."),
    "published": ("date", "When, as the source gives it."),
    "address": (_TEXT, "Where it was found."),
    "standard_id": (_TEXT, "Id of the standard: its row in the standards of the case."),
    "sector": (_TEXT, "Sector of the standard."),
    "need": (_TEXT, "What is needed."),
    "status": (_TEXT, "What the check or the count came to; NOT ASSESSED is not zero and not a pass."),
    "quantity": ("need_unit", "Needed on the day that asks most if all set out on their day of release."),
    "quantity_low": ("need_unit", "The same at the low end of the standard."),
    "quantity_high": ("need_unit", "The same at the high end of the standard."),
    "need_unit": (_TEXT, "Unit of what is needed."),
    "peak_day": (_DATE, "Day on which most is needed; empty where nothing is."),
    "least_quantity": ("need_unit", "Needed on the day that asks most under the plan."),
    "total": (
        "total_unit",
        "Needed from start to deadline, of what is used up or worked; empty for what stands there.",
    ),
    "total_unit": (_TEXT, "Unit of total."),
    "planned": ("need_unit", "What was planned or published; empty where nothing was."),
    "first_breach_day": (_DATE, "First day on which the need is above what was planned; empty where none is known."),
    "breach_share": ("share of 1", "Part of the people present, day by day, for whom the plan falls short."),
    "standard_value": ("standard_unit", "The standard's value."),
    "standard_unit": (_TEXT, "Unit of the standard."),
    "force": (_TEXT, "HARD: a limit of the computation; CHECKED: held against what was published."),
    "cost_item": (_TEXT, "What is paid for."),
    "payer": (_TEXT, "Who would pay."),
    "cost_quantity": ("cost_unit", "How much of it, if all set out on their day of release."),
    "cost_unit": (_TEXT, "Unit of the quantity."),
    "usd_thousand_low": _MONEY,
    "usd_thousand_central": _MONEY,
    "usd_thousand_high": _MONEY,
    "pkr_thousand_low": _MONEY,
    "pkr_thousand_central": _MONEY,
    "pkr_thousand_high": _MONEY,
    "remark": (_TEXT, "What was taken for what, and other notes."),
    "question": (_TEXT, "What the check asks."),
    "check_indicator": (_TEXT, "The number that decides."),
    "check_value": ("check_unit", "Its value; empty where nobody published what it would take."),
    "check_unit": (_TEXT, "Unit of the value."),
    "breach_when": (_TEXT, "When the check is a breach."),
    "formula": (_TEXT, "How the number comes about."),
    "law": (_TEXT, "Rules of law that the check is told beside."),
    "resource": (_TEXT, "What the deadline would need."),
    "needed_favourable": ("need_unit", "Needed in the favourable reading; empty where no amount of it alone would do."),
    "needed_central": ("need_unit", "Needed in the central reading; empty where no amount of it alone would do."),
    "needed_strict": ("need_unit", "Needed in the strict reading; empty where no amount of it alone would do."),
    "published_amount": ("need_unit", "What was published; empty where nothing was."),
    "standards": (_TEXT, "Ids of the standards it is counted by."),
    "basis_favourable": (_TEXT, "Which published limits were kept for the favourable reading's figure."),
    "basis_central": (_TEXT, "Which published limits were kept for the central reading's figure."),
    "basis_strict": (_TEXT, "Which published limits were kept for the strict reading's figure."),
    "factor": ("times", "Least factor of this limit alone that meets the deadline; empty where none does, and of 0."),
    "value_that_meets": ("need_unit", "The value of the limit that meets the deadline; empty where none does."),
    "proved": (_YES_NO, "Whether it is proved that no factor would do."),
    "claim": (_TEXT, "Id of the claim in certificate.json that proves it."),
    "cost": ("currency", "Least cost of everyone being across by the date."),
    "cost_low": ("currency", "The same at the low end of all prices."),
    "cost_high": ("currency", "The same at the high end of all prices."),
    "currency": (_TEXT, "Currency of the costs, and in what multiples they are told."),
    "outcome": (_TEXT, "What was counted in every draw."),
    "percent_of_draws": ("per cent", "So many of the draws are at or below the value."),
    "drawn_value": ("drawn_unit", "The quantile over the draws."),
    "drawn_low": ("drawn_unit", "Low end of the 95 % interval of the quantile."),
    "drawn_high": ("drawn_unit", "High end of the 95 % interval of the quantile."),
    "drawn_unit": (_TEXT, "Unit of the values."),
    "input_low": ("drawn_unit", "Low end of the figure's range."),
    "input_high": ("drawn_unit", "High end of the figure's range."),
    "across_at_low": (_PEOPLE, "People across by the deadline with this figure at its low end, all others central."),
    "across_at_central": (_PEOPLE, "People across by the deadline with all figures central."),
    "across_at_high": (_PEOPLE, "People across by the deadline with this figure at its high end, all others central."),
    "table": (_TEXT, "Name of the table."),
    "column": (_TEXT, "Header of the column."),
    "hashtag": (_TEXT, "HXL hashtag and attributes of the column."),
    "column_unit": (_TEXT, "Unit or form of its values."),
    "meaning": (_TEXT, "What its values mean."),
}


def meaning_of(column: str) -> tuple[str, str]:
    """
    Return the unit of a column and what it means.

    Raises
    ------
    KeyError
        When nobody has said what the column means: a table may not be written without.
    """
    if column not in _MEANINGS:
        raise KeyError(f"column {column!r} has no meaning in the dictionary: no table is written without")
    return _MEANINGS[column]


def dictionary_of(tables: Iterable[Table]) -> Table:
    """Return the dictionary as a table, its own columns last."""
    columns: tuple[Column, ...] = (
        ("table", "#meta+table+name"),
        ("column", "#meta+column+name"),
        ("hashtag", "#meta+hashtag"),
        ("column_unit", "#meta+unit"),
        ("meaning", "#description+meaning"),
    )
    own = Table(name=NAME, columns=columns, rows=())
    return Table(name=NAME, columns=columns, rows=[row for table in (*tables, own) for row in _rows(table)])


def _rows(table: Table) -> Iterator[Sequence[str]]:
    for header, tag in table.columns:
        yield (table.name, header, tag, *meaning_of(header))
