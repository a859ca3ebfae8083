"""Where and when: corridors and crossings, people across over time, and what those who receive them would meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from planner.report import text
from planner.report.gapping import FULL, GAPS, SHUT, UNKNOWN, gaps_by_place
from planner.report.story import SOURCE, Json, Rows, Story, figure, heading, note, table
from planner.units import SMALLEST_SHOWN_CELL, rounding_step

MOST_WEEKS = 6
MOST_CORRIDORS = 24
MOST_DAYS = 35
_MOST_WEEKS_TOLD = 26
MOST_STEPS = 7
DASHED = "The dashed line is what a crossing is taken to pass in a day. "
BOUNDARIES = (
    "Boundaries and names are for orientation only and imply no view on the status of any territory or line; areas"
    " recorded as disputed are dashed. North is up."
)
MAP_SHARE = 0.72
GAPS_SHARE = 0.6
MAIN_CROSSINGS = 3
MAIN_SHARE = 0.05
_PLACES = {"holding": "holding site", "transit": "transit site", "reception": "reception place"}
_SITE_KINDS = {"holding": "holding", "transit": "transit", "reception": "reception, across"}


def corridors(story: Story) -> list[Json]:
    """Return the map, who goes where, and the sites."""
    finding = text.crossings_finding(story.result)
    return [
        heading(finding, "Corridors and crossings"),
        # The table breaks over pages and the map does not: this way round no page is left half empty before it.
        _corridor_table(story),
        figure(
            "map",
            f"Map of roads, sites and crossings. {finding}. "
            + " ".join(f"{row['name']}: {row['crossed_people']:,}." for row in _used(story)),
            "Crossings are sized by the people across by the deadline; the number is that count. A label that finds no"
            " room is left out, and the table of crossings has them all. Roads are drawn from place to place, as the"
            f" legs of the network. {BOUNDARIES} {SOURCE}",
            share=MAP_SHARE,
        ),
        *_sites(story),
        *_gaps(story),
    ]


def _gaps(story: Story) -> list[Json]:
    """Return the map of gaps and its table, by kind of place."""
    told = gaps_by_place(story.result)
    kinds = {crossing.id: "crossing" for crossing in story.case.crossings}
    kinds |= {site.id: _PLACES.get(site.kind, site.kind) for site in story.case.sites}
    counted = Counter((kinds[place], gap) for place, gap in told.items() if place in kinds)
    groups = sorted({kind for kind, _ in counted})
    if not groups:
        return []
    rows = [[text.capital(kind), *(f"{counted[kind, gap]:,}" for gap in GAPS)] for kind in groups]
    finding = _gaps_finding(Counter(told.values()))
    return [
        heading(f"Gaps in service: {finding}", level=3),
        figure(
            "gaps",
            f"Map of crossings and sites by gap. {finding}. The table below counts them by kind of place.",
            "Crosses: a limit that the plan uses in full, on every day or on those that count. Diamonds: nobody is let"
            " through. Squares: no figure for arrivals, places or what passes. Dots: room left under the limits that"
            f" are known. Boundaries as on the map above. {SOURCE}",
            share=GAPS_SHARE,
        ),
        table(
            "Places by gap",
            ["Kind of place", *(f">{text.capital(gap)}" for gap in GAPS)],
            rows,
            widths=["1.6fr", *["1fr"] * len(GAPS)],
        ),
    ]


def _gaps_finding(counted: Counter[str]) -> str:
    """Return how many places show each gap, worst first; those with room left only where all have it."""
    told: list[str] = []
    for gap, one, many in (
        (FULL, "used in full", "used in full"),
        (SHUT, "that lets nobody through", "that let nobody through"),
        (UNKNOWN, "with a figure missing", "with a figure missing"),
    ):
        if count := counted[gap]:
            told.append(f"{text.plural(count, 'other' if told else 'place')} {one if count == 1 else many}")
    return ", ".join(told) or "room is left at every place"


def _used(story: Story) -> list[Mapping[str, Any]]:
    rows = {row["id"]: row for row in story.result["crossings"]}
    return [rows[crossing] for crossing in story.arrivals]


def _corridor_table(story: Story) -> Json:
    """Return the largest corridors by week of arrival; every total is the rounded sum of the weeks."""
    if not story.result["corridors"]:
        return note("Nobody crosses by the deadline, so no corridor is told.")
    cells: defaultdict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    for row in story.result["corridors"]:
        cells[row["from"], row["to"]][row["week_start"]] = row["people"]
    weeks = sorted({week for by_week in cells.values() for week in by_week})
    columns = weeks if len(weeks) <= MOST_WEEKS else []
    ranked = sorted(cells.items(), key=lambda item: (-_known(item[1].values()), item[0]))
    rest = ranked[MOST_CORRIDORS:] if len(ranked) > MOST_CORRIDORS + 1 else []
    rows = [
        [story.names.get(start, start), story.names.get(end, end), *_cells(people, columns)]
        for (start, end), people in ranked[: len(ranked) - len(rest)]
    ]
    if rest:
        together: dict[str, int | None] = {w: _known(people.get(w, 0) for _, people in rest) for w in weeks}
        rows.append([f"{len(rest):,} other corridors", "", *_cells(together, columns)])
    slack = max(_slack(people.values()) for people in cells.values())
    kept_back = any(count is None for people in cells.values() for count in people.values())
    return table(
        "Who goes where: people by corridor and week of arrival. Each week is rounded by itself and totals are rounded"
        f" sums of these: the total of a corridor may be off by up to {slack:,} people. By crossing the exact count is"
        " on the map. One way of many to carry out the plan, not an order."
        + ("" if len(columns) == len(weeks) else " The weeks are in tables/corridors_by_week.csv.")
        + (" Weeks with fewer than 10 people are withheld (<10) and count in no total." if kept_back else ""),
        ["From", "To", *(f">{text.short_day(week)[:-5]}" for week in columns), ">All weeks shown"],
        rows,
        widths=["1.4fr", "1.4fr", *["auto"] * len(columns), "auto"],
        total=bool(rest),
    )


def _known(people: Iterable[int | None]) -> int:
    return sum(count or 0 for count in people)


def _slack(weeks: Collection[int | None]) -> int:
    """Return by how many people a corridor's total may differ from its exact one."""
    halves = [SMALLEST_SHOWN_CELL - 1 if count is None else rounding_step(count) // 2 for count in weeks]
    return sum(halves) + rounding_step(_known(weeks)) // 2


def _cells(people: Mapping[str, int | None], weeks: Sequence[str]) -> list[str]:
    """Return a corridor's weeks and their total, rounded as people are; ``<10`` where every week is withheld."""
    total = _known(people.values())
    shown = [text.rounded(count) if (count := people.get(week, 0)) is not None else "<10" for week in weeks]
    return [*shown, text.rounded(total) if total or None not in people.values() else "<10 a week"]


def _sites(story: Story) -> list[Json]:
    groups: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for site in story.result["sites"]:
        groups[site["kind"], site["province"]].append(site)
    if not groups:
        return [note("The case has no sites: everyone goes straight to a crossing.")]
    rows: Rows = []
    for (kind, province), sites in sorted(groups.items()):
        published = [site["places"] for site in sites if site["places"] is not None]
        ends = [
            text.number(sum(span[end] for span in published)) if published else "" for end in ("low", "central", "high")
        ]
        rows.append([province, _SITE_KINDS.get(kind, kind), str(len(sites)), str(len(sites) - len(published)), *ends])
    caption = "Sites by province: how many, and the places for the night that their sources give"
    head = ["Province", "Kind", ">Sites", ">No figure", ">Places, low", ">central", ">high"]
    return [table(caption, head, rows, widths=["1.6fr", "1.2fr", *["auto"] * 5])]


def over_time(story: Story) -> list[Json]:
    """Return people across over time, beside the most that any plan could reach."""
    finding = text.curve_finding(story.result)
    verdict, readings = story.result["verdict"], story.result["readings"]
    marks = "; ".join(
        f"{name} reading: {readings[name]['verdict']['on_time_people']['proved_at_most']:,} of"
        f" {readings[name]['verdict']['in_scope_people']:,}"
        for name in text.READINGS
        if name != story.reading
    )
    rows = [
        [
            text.short_day(row["date"]) + (" (deadline)" if row["date"] == str(story.deadline) else ""),
            f"{row['crossed']:,}",
            f"{row['ceiling']:,}",
            f"{max(verdict['in_scope_people'] - row['ceiling'], 0):,}",
        ]
        for row in _told_days(story)
    ]
    return [
        heading(finding, "People across over time"),
        figure(
            "curve",
            f"Line of people across by day against the ceiling, the people in scope and the deadline. {finding}. At"
            f" the deadline, {marks}.",
            f"People across by the end of each day, {story.reading} reading: thin line, the plan; broad band, the most"
            " that any plan could reach (proved); triangles, the other readings on the deadline, out of their own"
            f" people in scope. Straight lines join the days that were computed. {SOURCE}",
        ),
        table(
            "People across by the end of the day",
            ["Day", ">Plan", ">At most (proved)", ">Left, at least"],
            rows,
            widths=["1.5fr", "1fr", "1fr", "1fr"],
        ),
    ]


def _told_days(story: Story) -> list[Mapping[str, Any]]:
    """Return a few rows of the curve: by weeks to the deadline, evenly after it; first day, completion, last day."""
    curve: list[Mapping[str, Any]] = story.result["curve"]
    before = [row for row in curve if row["date"] <= str(story.deadline)]
    after = curve[len(before) :]
    weeks = 1 if len(before) <= MOST_STEPS else -(-len(before) // (7 * MOST_STEPS)) * 7
    named = (before[0]["date"], before[-1]["date"], story.result["completion"]["date"])
    told = [row for k, row in enumerate(before) if (k + 1) % weeks == 0 or row["date"] in named]
    step = max(1, -(-len(after) // MOST_STEPS))
    return told + after[::-1][::step][::-1]


def crossings(story: Story) -> list[Json]:
    """Return crossing by crossing, and what those who receive people would meet."""
    rows: Rows = []
    for row in sorted(story.result["crossings"], key=lambda row: (-row["crossed_people"], row["id"])):
        span = row["people_per_day"]
        ends = [text.number(span[e]) for e in ("low", "central", "high")] if span else [text.NOT_PUBLISHED, "", ""]
        limit = story.limit(f"throughput:{row['id']}") or {}
        used = text.number(limit.get("capacity"), text.NOT_PUBLISHED) + ("*" if limit.get("by_scenario") else "")
        peak = f"{row['peak_people']:,} on {text.short_day(row['peak_date'])}" if row["peak_date"] else ""
        opened = "0" if row["capacity_people"] == 0 else f"{story.open_days(row['id']):,}"
        most = text.number(row["capacity_people"], text.NOT_PUBLISHED)
        rows.append([story.names[row["id"]], *ends, used, opened, most, f"{row['crossed_people']:,}", peak])
    across = sum(row["crossed_people"] for row in story.result["crossings"])
    starred = " (* set by this scenario)" if any(row[4].endswith("*") for row in rows) else ""
    rows.append(["All crossings", "", "", "", "", "", "", f"{across:,}", ""])
    finding = text.arrivals_finding(story.result, story.daily_arrivals)
    return [
        heading(finding, "For those who receive people"),
        table(
            f"Crossing by crossing, people a day and people across by the deadline, exact{starred}",
            [
                "Crossing",
                ">Low",
                ">Central",
                ">High",
                ">Used",
                ">Open days",
                ">Could pass in all",
                ">Across",
                ">Busiest day",
            ],
            rows,
            widths=["1fr", *["auto"] * 8],
            total=True,
        ),
        *_arrivals(story, finding),
    ]


def main_crossings(story: Story) -> list[str]:
    """Return the crossings told one by one: the first few with a fair share of the people."""
    total = sum(story.daily_arrivals.values())
    sums = {crossing: sum(days.values()) for crossing, days in story.arrivals.items()}
    return [crossing for crossing, people in sums.items() if people >= MAIN_SHARE * total][:MAIN_CROSSINGS]


def _arrivals(story: Story, finding: str) -> list[Json]:
    if not story.arrivals:
        return []
    main = main_crossings(story)
    others = [crossing for crossing in story.arrivals if crossing not in main]
    head = [
        "Day",
        *[f">{story.names[c]}" for c in main],
        *([f">{others_in_words(story, others)}"] if others else []),
        ">All",
    ]
    weekly = len(story.days) > MOST_DAYS
    monthly = len(story.days) > 7 * _MOST_WEEKS_TOLD
    rows = [[label, *counts] for label, counts in _by_period(story, main, others, _periods(story.days))]
    period = "month" if monthly else "week, from the day named" if weekly else "day"
    part = len(story.days) % 7
    short = f"The last bar is of {text.plural(part, 'day')} only. " if weekly and part else ""
    alt = f"Bars of people arriving by {'week' if weekly else 'day'} at {text.joined(story.names[c] for c in main)}"
    return [
        figure(
            "arrivals",
            f"{alt}{' and the others together' if others else ''}. {finding}.",
            f"People arriving each {'week' if weekly else 'day'} under the plan that brings most people across,"
            f" {story.reading} reading. {'' if weekly else DASHED}{short}The plan smooths arrivals; an order would"
            f" not. {SOURCE}",
        ),
        table(
            f"Arrivals by {period}, exact" + ("; by day in tables/crossings_by_day.csv" if weekly else ""),
            head,
            rows,
            widths=["1.2fr", *["1fr"] * (len(head) - 1)],
        ),
    ]


def others_in_words(story: Story, others: Sequence[str]) -> str:
    """Return the crossings not told one by one: how many, or the name of the only one."""
    return story.names[others[0]] if len(others) == 1 else f"{len(others):,} others"


def _periods(days: Sequence[date]) -> list[tuple[str, Sequence[date]]]:
    """Return labels and days: each day, each week of a longer time, each month of a long one."""
    if len(days) > 7 * _MOST_WEEKS_TOLD:
        return [
            (f"{text.short_day(of[0])} to {text.short_day(of[-1])}", of)
            for of in (list(group) for _, group in groupby(days, key=lambda when: (when.year, when.month)))
        ]
    length = 7 if len(days) > MOST_DAYS else 1
    return [(text.short_day(days[k]), days[k : k + length]) for k in range(0, len(days), length)]


def _by_period(
    story: Story, main: Sequence[str], others: Sequence[str], periods: Sequence[tuple[str, Sequence[date]]]
) -> list[tuple[str, list[str]]]:
    """Return a label and the counts for each of some periods."""
    rows = []
    for label, when in periods:
        days = [str(day) for day in when]
        each = [sum(story.arrivals[c].get(d, 0) for d in days) for c in main]
        rest = sum(story.arrivals[c].get(d, 0) for c in others for d in days)
        counts = [*each, *([rest] if others else []), sum(each) + rest]
        rows.append((label, [f"{count:,}" for count in counts]))
    return rows
