"""What the run found, section by section: corridors, time, crossings, what binds, readings, alternatives, exposure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.story import Json, Rows, Story, figure, heading, note, para, table

SOURCE = "Source: this run, from the case's figures; their sources are listed at the end."
MOST_LIMITS = 15
MOST_WEEKS = 6
MOST_CORRIDORS = 24
MOST_DAYS = 35
MOST_STEPS = 14
MAP_SHARE = 0.86
MAIN_CROSSINGS = 3
MAIN_SHARE = 0.05
_LIMIT_NAMES = {
    "people": "People in scope",
    "throughput": "{}: people a day",
    "queue": "{}: sheltered queue places",
    "intake": "{}: arrivals a day",
    "places": "{}: places for the night",
    "onward": "{}: onward departures a day",
}
_SITE_KINDS = {"holding": "holding", "transit": "transit", "reception": "reception, across"}


def limit_name(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a limit in words."""
    return _LIMIT_NAMES.get(row["kind"], row["kind"] + ": {}").format(names.get(row["place"], row["place"]))


def corridors(story: Story) -> list[Json]:
    """Return the map, who goes where, and the sites."""
    finding = text.crossings_finding(story.result)
    return [
        heading(finding, "Corridors and crossings"),
        figure(
            "map",
            f"Map of roads, sites and crossings. {finding}. "
            + " ".join(f"{row['name']}: {row['crossed_people']:,}." for row in _used(story)),
            "Crossings are sized by the people across by the deadline; the number is that count. Roads are drawn from place to"
            " place, as the legs of the network. Boundaries and names are for orientation only and imply no view on the status"
            f" of any territory or line; areas recorded as disputed are dashed. North is up. {SOURCE}",
            share=MAP_SHARE,
        ),
        _corridor_table(story),
        *_sites(story),
    ]


def _used(story: Story) -> list[Mapping[str, Any]]:
    rows = {row["id"]: row for row in story.result["crossings"]}
    return [rows[crossing] for crossing in story.arrivals]


def _corridor_table(story: Story) -> Json:
    """Return the largest corridors by week of arrival; every total is made of the weeks shown."""
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
    kept_back = any(count is None for people in cells.values() for count in people.values())
    return table(
        "Who goes where: people by corridor and week of arrival, rounded. One way of many to carry out the plan, not an order."
        + ("" if len(columns) == len(weeks) else " The weeks are in tables/corridors_by_week.csv.")
        + (" Weeks with fewer than 10 people are withheld (<10) and count in no total." if kept_back else ""),
        ["From", "To", *(f">{text.short_day(week)[:-5]}" for week in columns), ">All weeks shown"],
        rows,
        widths=["1.4fr", "1.4fr", *["auto"] * len(columns), "auto"],
        total=bool(rest),
    )


def _known(people: Iterable[int | None]) -> int:
    return sum(count or 0 for count in people)


def _cells(people: Mapping[str, int | None], weeks: Sequence[str]) -> list[str]:
    """Return a corridor's weeks and their total; ``<10`` where every week is withheld."""
    total = _known(people.values())
    shown = [text.number(people.get(week, 0), "<10") for week in weeks]
    return [*shown, f"{total:,}" if total or None not in people.values() else "<10 a week"]


def _sites(story: Story) -> list[Json]:
    groups: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for site in story.result["sites"]:
        groups[site["kind"], site["province"]].append(site)
    if not groups:
        return [note("The case has no sites: everyone goes straight to a crossing.")]
    rows: Rows = []
    for (kind, province), sites in sorted(groups.items()):
        published = [site["places"] for site in sites if site["places"] is not None]
        ends = [text.number(sum(span[end] for span in published)) if published else "" for end in ("low", "central", "high")]
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
    curve = story.result["curve"]
    last = curve[-1]["date"] if curve else ""
    step = 1 if len(curve) <= MOST_STEPS else -(-len(curve) // (7 * MOST_STEPS)) * 7
    shown = [row for k, row in enumerate(curve) if (k + 1) % step == 0 or row["date"] in (str(story.deadline), last)]
    rows = [
        [
            text.short_day(row["date"]) + (" (deadline)" if row["date"] == str(story.deadline) else ""),
            f"{row['crossed']:,}",
            f"{row['ceiling']:,}",
            f"{max(verdict['in_scope_people'] - row['ceiling'], 0):,}",
        ]
        for row in shown
    ]
    return [
        heading(finding, "People across over time"),
        figure(
            "curve",
            f"Line of people across by day against the ceiling, the people in scope and the deadline. {finding}. At the deadline,"
            f" {marks}.",
            f"People across by the end of each day, {story.reading} reading: thin line, the plan; broad band, the most that any"
            " plan could reach (proved); triangles, the other readings on the deadline, out of their own people in scope."
            f" {SOURCE}",
        ),
        table(
            "People across by the end of the day",
            ["Day", ">Plan", ">At most (proved)", ">Left, at least"],
            rows,
            widths=["1.5fr", "1fr", "1fr", "1fr"],
        ),
    ]


def crossings(story: Story) -> list[Json]:
    """Return crossing by crossing, and what those who receive people would meet."""
    rows: Rows = []
    for row in sorted(story.result["crossings"], key=lambda row: (-row["crossed_people"], row["id"])):
        span = row["people_per_day"]
        ends = [text.number(span[e]) for e in ("low", "central", "high")] if span else [text.NOT_PUBLISHED, "", ""]
        limit = story.limit(f"throughput:{row['id']}") or {}
        used = text.number(limit.get("capacity"), text.NOT_PUBLISHED) + ("*" if limit.get("by_scenario") else "")
        peak = f"{row['peak_people']:,} on {text.day(row['peak_date'], year=False)}" if row["peak_date"] else ""
        opened = "0" if row["capacity_people"] == 0 else f"{story.open_days(row['id']):,}"
        most = text.number(row["capacity_people"], text.NOT_PUBLISHED)
        rows.append([row["name"], *ends, used, opened, most, f"{row['crossed_people']:,}", peak])
    across = sum(row["crossed_people"] for row in story.result["crossings"])
    rows.append(["All crossings", "", "", "", "", "", "", f"{across:,}", ""])
    finding = text.arrivals_finding(story.result, story.daily_arrivals)
    return [
        heading(finding, "For those who receive people"),
        table(
            "Crossing by crossing, people a day and people across by the deadline, exact (* set by this scenario)",
            ["Crossing", ">Low", ">Central", ">High", ">Used", ">Days it passes people", ">Could pass in all", ">Across", ">Busiest day"],
            rows,
            widths=["1.5fr", *["auto"] * 4, "0.8fr", "auto", "auto", "1fr"],
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
    head = ["Day", *[f">{story.names[c]}" for c in main], *([f">{len(others)} others"] if others else []), ">All"]
    weekly = len(story.days) > MOST_DAYS
    rows = [[label, *counts] for label, counts in _by_period(story, main, others, weekly)]
    alt = f"Bars of people arriving by {'week' if weekly else 'day'} at {text.joined(story.names[c] for c in main)}"
    return [
        figure(
            "arrivals",
            f"{alt}{' and the others together' if others else ''}. {finding}.",
            f"People arriving each day under the plan that brings most people across, {story.reading} reading; dashed line, what"
            f" the crossing is taken to pass in a day. The plan smooths arrivals; an order would not. {SOURCE}",
        ),
        table(
            f"Arrivals by {'week, from the day named' if weekly else 'day'}, exact",
            head,
            rows,
            widths=["1.2fr", *["1fr"] * (len(head) - 1)],
        ),
    ]


def _by_period(story: Story, main: Sequence[str], others: Sequence[str], weekly: bool) -> list[tuple[str, list[str]]]:
    """Return a label and the counts for each day, or each week of a long horizon."""
    length = 7 if weekly else 1
    rows = []
    for k in range(0, len(story.days), length):
        days = [str(when) for when in story.days[k : k + length]]
        each = [sum(story.arrivals[c].get(d, 0) for d in days) for c in main]
        rest = sum(story.arrivals[c].get(d, 0) for c in others for d in days)
        counts = [*each, *([rest] if others else []), sum(each) + rest]
        rows.append((text.short_day(story.days[k]), [f"{count:,}" for count in counts]))
    return rows


def binding(story: Story) -> list[Json]:
    """Return the limits ranked by what one unit more of each is worth."""
    ranked = sorted(
        (row for row in story.result["limits"] if row["people_per_unit"]),
        key=lambda row: (row["kind"] != "people", -row["people_per_unit"], -(row["used_share"] or 0), row["id"]),
    )
    others = [row for row in ranked if row["kind"] != "people"]
    left = story.result["verdict"]["left_after_deadline_people"]["at_least"]
    finding = text.binding_finding(others, left)
    known = sum(row["capacity"] is not None for row in story.result["limits"])
    blocks = [heading(finding, "What binds")]
    if ranked:
        rows = [_limit_row(story, row) for row in ranked[:MOST_LIMITS]]
        head = ["Limit", ">Now", ">Used", ">People gained by one unit more", ">Meets the deadline alone at", "Range of its source"]
        caption = "Limits by the people that one unit more on every open day brings across"
        blocks.append(table(caption, head, rows, widths=["1.8fr", "auto", "auto", "1fr", "1fr", "1.3fr"]))
    more = len(ranked) - MOST_LIMITS
    blocks.append(
        note(
            f"{text.plural(known, 'limit')} with a figure {'was' if known == 1 else 'were'} tried one at a time, each by a count of"
            f" its own; {len(ranked):,} gain anybody."
            + (f" {more:,} more are in tables/limits.csv." if more > 0 else "")
            + " For people in scope a unit is one person fewer, and the value is the largest total, split the same way, that could"
            " cross on time."
        )
    )
    return blocks


def _limit_row(story: Story, row: Mapping[str, Any]) -> list[str]:
    span, flips = row["source_range"], row["flips_at"]
    told = f"{text.number(span[0])} to {text.number(span[1])}" if span else "no source"
    if span and flips is not None:
        told += "; outside it" if flips < span[0] or flips > span[1] else "; inside it"
    told += ", set by this scenario" if row["by_scenario"] else ""
    value = text.number(flips, "no value of it alone")
    gained = text.number(row["people_per_unit"])
    return [limit_name(row, story.names), text.number(row["capacity"]), text.percent(row["used_share"]), gained, value, told]


def readings(story: Story) -> list[Json]:
    """Return the three readings side by side."""
    answers = {story.result["readings"][name]["verdict"]["answer"] for name in text.READINGS}
    finding = (
        "All three readings give the same answer"
        if len(answers) == 1
        else "The readings disagree: the answer depends on which figures are believed"
    )
    told = [story.result["readings"][name] for name in text.READINGS]
    parts = [(row["verdict"], row["verdict"]["on_time_people"], row["verdict"]["left_after_deadline_people"]) for row in told]
    rows = [
        ["Answer", *[text.answer_text(v["answer"]) for v, _, _ in parts]],
        ["People in scope", *[f"{v['in_scope_people']:,}" for v, _, _ in parts]],
        ["Across by the deadline, plan found", *[f"{p['plan']:,}" for _, p, _ in parts]],
        ["Across by the deadline, at most (proved)", *[f"{p['proved_at_most']:,}" for _, p, _ in parts]],
        ["Left after the deadline, at least", *[f"{left['at_least']:,}" for _, _, left in parts]],
        ["All could have crossed by", *[text.completion_text(row["completion"]) for row in told]],
        ["What is proved of that day", *[text.completion_note(row["completion"]) for row in told]],
    ]
    return [
        heading(finding, "Readings side by side"),
        para(
            "The favourable reading takes every uncertain figure at the end that helps the plan: the fewest people in scope, and for"
            " each crossing the highest figure in its source, repeated on every day. The strict reading takes the other ends, the"
            " central one the middle. A verdict is robust when all three give the same answer."
        ),
        table("Three readings of the same sources", ["", *[text.capital(n) for n in text.READINGS]], rows,
              widths=["1.4fr", "1fr", "1fr", "1fr"]),
    ]


def alternatives(story: Story) -> list[Json]:
    """Return the two pure streams and every other alternative beside the scenario itself."""
    rows = [_alternative("This scenario", story.result["verdict"], story.result["completion"])]
    rows += [_alternative(row["title"], row["verdict"], row["completion"]) for row in story.result["alternatives"]]
    return [
        heading(text.alternatives_finding(story.result), "Streams and alternatives"),
        para(
            "How people travel is an input, never chosen by the computation, so both pure cases stand beside the mixture. Leave to"
            " stay (regularisation) moves nobody and needs none of these limits: it is a decision and not a question of capacity."
        ),
        table(
            f"The same question asked in other ways, {story.reading} reading",
            ["Alternative", "Answer", ">In scope", ">Across in time, at most", ">Left, at least", ">All could have crossed by"],
            rows,
            widths=["1.5fr", "1.5fr", "auto", "1fr", "auto", "1.1fr"],
        ),
    ]


def _alternative(title: str, verdict: Mapping[str, Any], completion: Mapping[str, Any]) -> list[str]:
    return [
        title,
        text.answer_text(verdict["answer"]),
        f"{verdict['in_scope_people']:,}",
        f"{verdict['on_time_people']['proved_at_most']:,}",
        f"{verdict['left_after_deadline_people']['at_least']:,}",
        text.completion_text(completion),
    ]


_EXPOSURES = (
    ("nights_in_holding", "Nights in holding or transit sites (person-nights)"),
    ("nights_in_queue", "Nights in queues or outside full sites (person-nights)"),
    ("over_24h", "People who wait more than 24 hours at one place"),
    ("over_48h", "People who wait more than 48 hours at one place"),
    ("children_nights", "Nights of children in holding; every one is a breach"),
    ("road_hours", "Hours on the road (person-hours)"),
    ("dark_hours", "Hours on the road after dark"),
    ("cold_nights", "Nights in the cold"),
    ("crossed_people", "People across by the deadline"),
    ("most_waiting_people", "Most people waiting at the end of one day"),
)


def exposure(story: Story) -> list[Json]:
    """Return what the plan, and an order to leave, would do to people."""
    may, must = story.result["exposure"]["may"], story.result["exposure"]["must"]
    show = {"crossed_people": text.number}
    rows = [[words, *(show.get(key, text.rounded)(side.get(key)) for side in (may, must))] for key, words in _EXPOSURES]
    last = text.day(story.deadline)
    return [
        heading(text.exposure_finding(story.result), "What it would do to people"),
        para(
            "May: people leave when the plan has room for them, so it shows the least. Must: everyone leaves on the day of release,"
            " for the quickest site or crossing they are allowed, and whoever finds no place waits outside, first come first served."
        ),
        table(f"From {text.day(story.start)} to {last}, {story.reading} reading, rounded", ["What people go through", ">May", ">Must"],
              rows, widths=["2.4fr", "1fr", "1fr"]),
        note(f"{text.NOT_ASSESSED}: the case has no source from which it could be counted. It does not mean none."),
    ]

