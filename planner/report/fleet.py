"""What would drive: buses between sites and crossings, vehicles that families hire, rounds of relief."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.nouns import unit_in_words
from planner.report.story import Json, Rows, Story, bullets, heading, note, para, table

_NOT_ASSESSED = "not-assessed"
_KINDS = ("coach", "coaster", "ambulance")
_MOST_CORRIDORS, _MOST_OF_A_KIND, _MOST_WEEKS, _MOST_RELIEF = 10, 4, 26, 6
_MONTH = len("2023-10")
_EXPOSED = {"plan": "may", "order": "must"}
_BASES = {"plan": "Under the plan: ", "order": "If all set out on their day of release: "}


def fleet(story: Story) -> list[Json]:
    """Return the chapter on vehicles, where the run has it."""
    told = story.result["routes"]
    if not told:
        return []
    shuttles = [row for row in told.get("shuttle", []) if row["people"]]
    assessed = told.get("status") != _NOT_ASSESSED
    blocks = [
        heading(_finding(shuttles) if assessed else f"Vehicles are {text.NOT_ASSESSED}", "Vehicles"),
        para(
            "Rounds of vehicles are solved for the busiest day and every week, checked stop by stop (seats, daylight,"
            " breaks, hours at the wheel, convoys with an escort, slots at crossings, nobody left off or counted"
            " twice), and then kept only as vehicles, hours and kilometres. Where nobody published a fleet, the answer"
            " is what it would take."
        ),
    ]
    for row in shuttles:
        blocks += [heading(f"{row['label']}", level=3), _weeks(row), *_bound(row), _corridors(story, row)]
    blocks += [*_hired(story, told.get("hired")), *_relief(story, told.get("relief") or ())]
    findings = _told_findings(told.get("findings", []))
    return [*blocks, *([bullets(findings)] if findings else [])]


def _told_findings(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return findings in words, of each kind the first few: where it is true of many places, the rest by number."""
    by_kind: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"], row["basis"]].append(f"{_BASES.get(row['basis'], '')}{row['text']}")
    told: list[str] = []
    for texts in by_kind.values():
        more = len(texts) - _MOST_OF_A_KIND
        kept = texts if more <= 1 else texts[:_MOST_OF_A_KIND]
        told += [*kept, *([f"The same of {more:,} more places, one by one in result.json."] if more > 1 else [])]
    return told


def _finding(shuttles: list[Mapping[str, Any]]) -> str:
    if not shuttles:
        return "Nobody leaves a site by bus in this run, so no bus is asked for"
    day = max((row["peak_day"] for row in shuttles if row["peak_day"]), key=lambda row: row["at_least"], default=None)
    if day is None:
        return "No rounds were found for the people who would leave sites by bus: undecided, which is not a no"
    found = text.plural(day["carrying_people"], "vehicle")
    if day["at_least"] > day["carrying_people"]:
        return (
            f"On the busiest day {text.plural(day['at_least'], 'vehicle')} at least would be needed; rounds were found"
            f" for {text.rounded(day['people'])} people in {day['carrying_people']:,}, for the others it is undecided"
        )
    return (
        f"On the busiest day {found} would carry {text.rounded(day['people'])} people from sites to crossings, and no"
        f" fewer than {day['at_least']:,} could"
    )


def _vehicles(row: Mapping[str, Any], which: str) -> list[str]:
    return [text.number(row[which].get(kind, 0)) for kind in _KINDS]


def _busiest(
    weeks: Sequence[Mapping[str, Any]], vehicles: Callable[[Mapping[str, Any]], int]
) -> tuple[Sequence[Mapping[str, Any]], str]:
    """Return the weeks to tell, and what the caption says of them: of a long time, of each month the busiest."""
    if len(weeks) <= _MOST_WEEKS:
        return weeks, ""
    months: dict[str, Mapping[str, Any]] = {}
    for week in weeks:
        month = week["week_start"][:_MONTH]
        if month not in months or vehicles(week) > vehicles(months[month]):
            months[month] = week
    return [*months.values()], f": of each month the week with most vehicles; all {len(weeks):,} are in result.json"


def _fullest(weeks: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Mapping[str, Any]], str]:
    """Return the weeks of relief to tell, in order, and what the caption says of them: the fullest of many."""
    if len(weeks) <= _MOST_RELIEF:
        return weeks, ""
    order = sorted(weeks, key=lambda week: -sum(part["with_spare"] for part in week["commodities"]))
    told = sorted(order[:_MOST_RELIEF], key=lambda week: week["date"])
    return told, f": the {len(told):,} weeks with most vehicles; all {len(weeks):,} are in result.json"


def _weeks(row: Mapping[str, Any]) -> Json:
    rows: Rows = []
    weeks, chosen = _busiest(row["weeks"], lambda week: sum(week["with_spare"].values()))
    told = [(text.short_day(week["week_start"]), week) for week in weeks]
    if row["peak_day"]:
        told = [(f"{text.short_day(row['peak_day']['date'])}, busiest day", row["peak_day"]), *told]
    for label, part in [*told, ("All days", row["national"])]:
        rows.append(
            [
                label,
                text.rounded(part["people"]),
                *_vehicles(part, "with_spare"),
                text.number(part["drivers"]),
                *(text.quantity(part[key]) for key in ("vehicle_hours", "km")),
                text.quantity(part["litres"]["central"]),
                "" if part["road_hours_mean"] is None else f"{part['road_hours_mean']:g} ({part['road_hours_95']:g})",
                part["latest_arrival"] or "",
            ]
        )
    head = ["Week of", ">People", ">Coaches", ">Coasters", ">Ambulances", ">Drivers", ">Vehicle-hours", ">Km",
            ">Diesel, L", ">Hours a person (95 %)", ">Latest arrival"]  # fmt: skip
    return table(
        f"Vehicles with spare ones, drivers, kilometres and hours (mean a person; 95 % within), people rounded{chosen}",
        head,
        rows,
        widths=["1.6fr", *["auto"] * 10],
        small=True,
    )


def _bound(row: Mapping[str, Any]) -> list[Json]:
    day, whole = row["peak_day"], row["vehicle_time"]
    blocks = []
    if day and day["gap_share"] is not None:
        blocks.append(
            para(
                f"At least {text.plural(day['at_least'], 'vehicle')} must carry people on the busiest day, whatever the"
                f" rounds; those found use {day['carrying_people']:,} (gap {text.percent(day['gap_share'])})."
            )
        )
    if whole["wheel_vehicle_days"] < whole["programme_vehicle_days"]:
        # Rounds that leave people behind take less time than everybody's share of a seat: the two do not compare.
        return [*blocks, note("Rounds were not found for everybody: their vehicle time is that of some people only.")]
    return [*blocks, note(whole["text"])]


def _corridors(story: Story, row: Mapping[str, Any]) -> Json:
    ranked = sorted(row["corridors"], key=lambda part: (-part["km"], part["from"], part["to"], part["week_start"]))
    rows = [
        [
            story.names.get(part["from"], part["from"]),
            story.names.get(part["to"], part["to"]),
            text.short_day(part["week_start"]),
            *(text.quantity(part[key]) for key in ("vehicle_days", "vehicle_hours", "km")),
        ]
        for part in ranked[:_MOST_CORRIDORS]
    ]
    more = len(ranked) - len(rows)
    caption = "Vehicles by corridor and week, those with most kilometres first"
    return table(
        f"{caption}; {more:,} more are in result.json" if more else caption,
        ["From", "To", "Week of", ">Vehicle-days", ">Vehicle-hours", ">Km"],
        rows,
        widths=["1.5fr", "1.5fr", "1fr", *["auto"] * 3],
        small=True,
    )


def _hired(story: Story, told: Mapping[str, Any] | None) -> list[Json]:
    """Return the vehicles that families hire, by week."""
    if not told or not told.get("weeks"):
        return []
    weeks, chosen = _busiest(told["weeks"], lambda week: int(week["on_the_road_at_once_at_least"]))
    rows = [
        [
            text.short_day(week["week_start"]),
            text.rounded(week["people"]),
            *(text.quantity(week["trips"][end]) for end in ("low", "central", "high")),
            text.quantity(week["vehicle_days"]),
            text.number(week["on_the_road_at_once_at_least"]),
        ]
        for week in weeks
    ]
    each = told["people_per_vehicle"]
    return [
        heading("Vehicles that families hire", level=3),
        table(
            f"Trips of hired vehicles by week under the plan, {story.reading} reading, at {each['low']:g} to"
            f" {each['high']:g} people a vehicle{chosen}",
            ["Week of", ">People", ">Trips, low", ">central", ">high", ">Vehicle-days", ">At once, at least"],
            rows,
            widths=["1.2fr", *["1fr"] * 6],
        ),
        note(told["text"]),
    ]


def _relief(story: Story, rows: Sequence[Mapping[str, Any]]) -> list[Json]:
    """
    Return the rounds of relief by week, where anybody waits; stop by stop they are in result.json.

    Relief goes to everybody at a place, which is more than the people who wait at the end of a day.
    """
    blocks: list[Json] = []
    for row in rows:
        if not row["weeks"]:
            continue
        weeks, chosen = _fullest(row["weeks"])
        told: Rows = [
            [
                f"{text.short_day(week['date'])}",
                text.capital(part["commodity"]),
                *(f"{text.quantity(n)} {unit_in_words(part['unit'], n)}" for n in (part["needed"], part["short"])),
                f"{part['vehicle']}s: {part['with_spare']:,}",
                f"{part['at_least']:,} ({text.percent(part['gap_share'])})",
                *(text.quantity(part[key]) for key in ("drivers", "trips", "vehicle_hours", "km")),
            ]
            for week in weeks
            for part in week["commodities"]
        ]
        head = ["Busiest day of the week", "What", ">Needed", ">On no round", ">Vehicles with spare", ">At least (gap)",
                ">Drivers", ">Trips", ">Vehicle-hours", ">Km"]  # fmt: skip
        hubs = text.joined(hub["name"] for hub in row["hubs"])
        most = text.rounded(row["people"])
        waiting = text.rounded(story.result["exposure"][_EXPOSED[row["basis"]]]["most_waiting_people"])
        blocks += [
            heading(f"Relief for up to {most} people on a day: rounds from {hubs}", level=3),
            table(
                "Rounds of relief on the busiest day of each week, stop by stop for the busiest of all in result.json"
                + chosen,
                head,
                told,
                widths=["1fr", "auto", "1fr", "1fr", "1.1fr", "1fr", *["auto"] * 4],
                small=True,
            ),
            note(
                "They are all who are at a place that day: in queues or outside full sites (on no day more than"
                f" {waiting}), held at a site, or taken in across the border. At least: vehicles that no rounds could"
                " do without; the gap is what the rounds found use beyond it, before spare ones."
            ),
        ]
    if rows and not blocks:
        return [note("Rounds of relief: nobody waits overnight, so nothing is brought.")]
    return blocks
