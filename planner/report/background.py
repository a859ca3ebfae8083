"""What stands behind the findings: missing figures, assumptions, who said what, sources, how to make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from planner.records import Event, Source
from planner.report import text
from planner.report.naming import limit_name
from planner.report.story import Json, Rows, Story, bullets, figure, heading, note, para, table
from planner.units import BY_SCENARIO, PLANNING_FIGURES

# Rows of a table that has room on one page.
_MOST_WHOLE = 40
_KINDS = (
    ("throughput", "People a day at crossings"),
    ("places", "Places for the night at sites"),
    ("intake", "Arrivals a day that sites can take in"),
    ("queue", "Sheltered queue places at crossings"),
    ("onward", "Onward departures a day from reception places"),
    ("desks", "Registration desks at sites"),
    ("officers", "Officers for individual screening"),
    ("vehicles", "Vehicles by fleet"),
    ("trains", "Departures of trains"),
    ("flights", "Departures of flights"),
    ("leg", "People a day on legs"),
    ("money", "Money"),
)
_SITE_FIELDS = (
    ("covered_m2", "covered floor area"),
    ("toilets", "toilets"),
    ("water_l_per_day", "water"),
    ("meals_per_day", "meals"),
    ("desks", "registration desks"),
)
_TABLES = (
    ("fleets", "vehicles"),
    ("services", "trains and flights"),
    ("climate", "climate"),
    ("hubs", "relief hubs"),
)
_BEFORE, _AFTER = timedelta(days=60), timedelta(days=90)
EVIDENCE = {"official": "official", "press": "press", "derived": "derived", "assumption": "assumption"}


def unpublished(story: Story) -> list[Json]:
    """Return what has no figure, counted by kind."""
    limits = [row for row in story.result["limits"] if row["kind"] != "people"]
    absent = Counter(row["kind"] for row in limits if row["capacity"] is None)
    known = Counter(row["kind"] for row in limits)
    rows = [[words, f"{absent[kind]:,}", f"{known[kind]:,}"] for kind, words in _KINDS if known[kind]]
    rows.append(["All limits", f"{sum(absent.values()):,}", f"{len(limits):,}"])
    blocks = [
        heading(
            f"What nobody published: {sum(absent.values()):,} of {text.plural(len(limits), 'limit')} have no figure",
            "Missing figures",
        ),
        table(
            "Limits without a figure",
            ["Limit", ">No figure", ">Places"],
            rows,
            widths=["3fr", "1fr", "1fr"],
            total=True,
        ),
    ]
    blocks += [para(words) for words in (_missing_fields(story), _flown(story)) if words]
    blocks.append(
        note(
            "A limit without a figure stays absent: it is not taken as zero and holds nobody back. A no never rests on"
            " one. A yes whose plan needs a crossing without people a day, or a site without places, is undecided."
        )
    )
    return blocks


def _flown(story: Story) -> str:
    """Return where the seats of flights stand for people a day that nobody published, empty where nowhere."""
    flown = [
        story.names[row["place"]]
        for row in story.result["limits"]
        if row["kind"] == "throughput" and row["capacity"] and row["source_range"] is None and not row["by_scenario"]
    ]
    if not flown:
        return ""
    passes = "it passes" if len(flown) == 1 else "they pass"
    return (
        f"Nobody published people a day at {text.joined(flown)}: {passes} the seats of published flights, which count"
        " as a figure above."
    )


def _missing_fields(story: Story) -> str:
    """Return in a sentence what no site, or no table, of the case says."""
    sites = story.case.sites
    fields = [words for name, words in _SITE_FIELDS if sites and all(getattr(site, name) is None for site in sites)]
    tables = [words for name, words in _TABLES if not getattr(story.case, name)]
    told = []
    if fields:
        told.append(f"No site has a figure for {text.joined(fields, 'or')}.")
    if tables:
        told.append(f"The case has no table of {text.joined(tables, 'or')}.")
    return " ".join(told)


def _by_whom(row: Mapping[str, Any]) -> str:
    """Return who made an assumption that has no source: the scenario, which its text says, or the count itself."""
    if BY_SCENARIO in row["text"]:
        return BY_SCENARIO
    if row["text"].startswith(PLANNING_FIGURES):
        return "its profile, as told"
    return "from the inputs" if row["evidence"] == "derived" else "how this tool counts"


def assumed(story: Story) -> list[Json]:
    """Return what the run rests on that no source settles, and what the case says of itself."""
    rows: Rows = []
    for row in story.result["assumptions"]:
        told = " ".join(_limit_in_words(story, word) for word in row["text"].split(" "))
        rows.append([row["id"], told, row["evidence"], row["source_id"] or _by_whom(row)])
    own = sum(row["evidence"] == "assumption" for row in story.result["assumptions"])
    others = len(rows) - own
    counted = (
        f"{own:,} of {text.plural(len(rows), 'line')} below, the {'other' if others == 1 else 'others'} derived from"
        " sources"
        if others
        else f"all {text.plural(own, 'line')} below"
    )
    blocks = [
        heading(f"What was assumed: {counted}", "Assumptions"),
        table(
            "Assumed or derived, with evidence and source",
            ["No.", "What", "Evidence", "Source"],
            rows,
            widths=["auto", "5.2fr", "auto", "1.2fr"],
            small=True,
        ),
    ]
    if story.case.notes:
        blocks += [heading("What the case says of its own figures", level=3), bullets(story.case.notes)]
    return blocks


def _limit_in_words(story: Story, word: str) -> str:
    """Return the id of a limit in words, with the stop after it; any other word as it is."""
    name = word.rstrip(".,;")
    limit = story.limit(name) if ":" in name else None
    return word if limit is None else f"{limit_name(limit, story.names)}{word[len(name) :]}"


def statements(story: Story) -> list[Json]:
    """Return who said what about the order."""
    blocks: list[Json] = []
    if story.case.statements:
        rows = [[_when(row), row.who, row.gist, row.source_id] for row in story.case.statements]
        blocks += [
            heading("The government's position, and what others answered", "Positions"),
            table(
                "Public statements by date",
                ["Date", "Who", "What, in short", "Source"],
                rows,
                widths=["auto", "1.3fr", "3fr", "1.3fr"],
                small=True,
            ),
            note(
                "In our own words, from public sources. Whoever is named here has a right of reply, printed in the next"
                " edition."
            ),
        ]
    return blocks


def timeline(story: Story) -> list[Json]:
    """Return what happened around the scenario's days."""
    blocks: list[Json] = []
    shown = shown_events(story)
    if shown:
        rows = [[str(k), _when(row), row.gist, row.source_id] for k, row in enumerate(shown, 1)]
        left_out = len(story.case.timeline) - len(shown)
        blocks += [
            heading("What happened around the deadline", "Timeline"),
            figure(
                "timeline",
                f"Line of time with {text.plural(len(shown), 'event')} from {text.day(shown[0].day)} to"
                f" {text.day(shown[-1].day)}; the scenario is shaded. The table below has them all.",
                "Numbers are those of the table; the band is the time from the start to the deadline. Sources: the"
                " table names one for each event.",
            ),
            table(
                "Events by date",
                ["No.", "Date", "Event", "Source"],
                rows,
                widths=["auto", "auto", "4.2fr", "1.3fr"],
                small=True,
            ),
        ]
        if left_out:
            blocks.append(note(f"{text.plural(left_out, 'event')} further away in time: timeline.csv of the case."))
    return blocks


def shown_events(story: Story) -> list[Event]:
    """Return the events near the scenario's days, by date."""
    near = (row for row in story.case.timeline if story.start - _BEFORE <= row.day <= story.deadline + _AFTER)
    return sorted(near, key=lambda row: row.day)


def _when(row: Event) -> str:
    return text.short_day(row.day) + (f" to {text.short_day(row.day_end)}" if row.day_end else "")


def used_sources(story: Story) -> list[Source]:
    """Return the sources of what this report prints or computes from, by id."""
    case = story.case
    records: list[Any] = [
        *case.crossings,
        *case.sites,
        *case.legs,
        *case.districts,
        *case.junctions,
        *case.closures,
    ]
    records += [*case.services, *case.calendar, *case.climate, *case.statements]
    records += shown_events(story)
    named = {row["source_id"] for row in story.result["assumptions"]} | {row.source_id for row in records}
    return [case.sources[name] for name in sorted(filter(None, named)) if name in case.sources]


def sources(story: Story) -> list[Json]:
    """Return the sources used."""
    used = used_sources(story)
    count = Counter(source.evidence for source in used)
    told = text.joined(f"{count[name]:,} {name}" for name in EVIDENCE if count[name])
    rows = [
        [
            source.id,
            f"{source.title}. {', '.join(filter(None, (source.publisher, source.date)))}",
            source.address,
            source.evidence,
        ]
        for source in used
    ]
    return [
        heading(f"Sources used: {told}", "Sources"),
        table(
            "Sources by id; official, press, derived (own arithmetic on sources), assumption (own)",
            ["Id", "Title, publisher, date", "Address", "Evidence"],
            rows,
            widths=["1.3fr", "3fr", "2.6fr", "auto"],
            small=True,
        ),
    ]


def reproduce_briefly(story: Story) -> list[Json]:
    """Return the command that remakes the report, and the one that checks it."""
    title, _, run, _ = reproduce(story)
    return [title, {**run, "rows": run["rows"][:3]}]


def reproduce(story: Story) -> list[Json]:
    """Return the command that remakes the report, and what it was made from."""
    run, inputs = story.run, _hashes(story.run["inputs"])
    versions = ", ".join(f"{name} {version}" for name, version in sorted(run["versions"].items()))
    facts = [["Command", run["command"]], ["Check", "planner verify RUN_DIR"], ["Run id", run["run_id"]]]
    facts += [["Seed", str(run["seed"])], ["Versions", versions]]
    return [
        heading("How to make this report again, and check it", "Reproduce"),
        para(
            "The same inputs give the same files, byte for byte. “planner verify” recounts every claim from the case"
            " folder without a solver and compares the hashes below."
        ),
        table("The run", ["What", "Value"], facts, widths=["auto", "1fr"]),
        # Whole, as far as it goes: the last page of the report would else hold a few lines of it.
        table(
            "Inputs", ["File", "SHA-256"], inputs, widths=["1fr", "auto"], small=True, whole=len(inputs) <= _MOST_WHOLE
        ),
    ]


def _hashes(inputs: Mapping[str, str] | Sequence[tuple[str, str]]) -> Rows:
    return [[name, digest] for name, digest in sorted(dict(inputs).items())]
