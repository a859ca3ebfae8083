"""The key findings on one page: a sentence each, how sure it is, and where the report shows it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.report import text
from planner.report.naming import binding_limits, limit_name
from planner.report.story import Json, Story, heading, note, table

PROVED, COUNTED, AS_TAKEN = "proved", "counted on the plan", "as the figures are taken"
FOUND = "proved, but for the day of the plan found"
Finding = tuple[str, str, str]


def key_findings(story: Story) -> list[Json]:
    """Return the numbered findings, most certain first."""
    rows = [[str(k), *finding] for k, finding in enumerate(findings_of(story), 1)]
    return [
        heading("What this run found, in short", "Key findings"),
        table(
            "Findings, how sure each is, and where it stands",
            ["No.", "Finding", "How sure", "Section"],
            rows,
            widths=["auto", "4fr", "1fr", "1.1fr"],
        ),
        note(
            "Proved: follows from the limits named in certificate.json, and “planner verify” counts it again. Counted"
            " on the plan: true of the plan that was found and audited. As the figures are taken: changes with the"
            " reading."
        ),
    ]


def findings_of(story: Story) -> Iterator[Finding]:
    """Yield finding, certainty and section."""
    result = story.result
    verdict, across = result["verdict"], result["verdict"]["on_time_people"]
    left = verdict["left_after_deadline_people"]["at_least"]
    deadline = text.day(story.deadline)
    if left:
        scope, most = verdict["in_scope_people"], across["proved_at_most"]
        told = (
            f"At most {most:,} of {text.plural(scope, 'person', 'people')} can be across by {deadline}; at least"
            f" {left:,} {text.is_or_are(left)} left."
        )
        yield told, PROVED, "The proof"
    elif verdict["in_scope_people"]:
        yield f"No published limit keeps anyone from being across by {deadline}.", PROVED, "The proof"
    sure = PROVED if text.is_proved(result["completion"]) else FOUND
    yield f"{text.curve_finding(result)}.", sure, "People across over time"
    yield text.robustness(result), AS_TAKEN, "Readings side by side"
    others = binding_limits(result)
    if left and others:
        yield _on_its_own(story), PROVED, "What binds"
    yield f"{text.exposure_finding(result)}.", COUNTED, "What it would do to people"
    yield f"{text.crossings_finding(result)}.", COUNTED, "Corridors and crossings"
    yield f"{text.alternatives_finding(result)}.", PROVED, "Streams and alternatives"
    absent = sum(row["capacity"] is None for row in result["limits"])
    if absent:
        words = "limit has" if absent == 1 else "limits have"
        yield (
            f"{absent:,} {words} no published figure. A no never rests on one.",
            "a fact of the record",
            "Missing figures",
        )
    gates = [gate["status"] for gate in result["gates"].values()]
    told = "; ".join(f"{name}: {status}" for name, status in zip(("voluntariness", "screening"), gates, strict=True))
    yield f"The gates that stand before logistics: {told}.", "a fact of the record", "Page 1"


def _on_its_own(story: Story) -> str:
    """Return whether any limit alone would meet the deadline."""
    binding = binding_limits(story.result)
    alone = [row for row in binding if row["flips_at"] is not None]
    if not alone:
        first = "No one limit would meet the deadline alone, whatever its value"
        bind = f"{len(binding):,} limits of this plan bind"
        if len(binding) == 1:
            first, bind = f"{first}: not even the one that binds", ""
        return f"{'; '.join(filter(None, (first, bind, _not_even_all(story))))}."
    told = [f"{limit_name(row, story.names)} at {text.number(row['flips_at'])}" for row in alone[:3]]
    return f"The deadline would be met by one limit alone: {text.joined(told, 'or')}."


def _not_even_all(story: Story) -> str:
    """Return that no width of all crossings would do, where some people reach none in time; empty otherwise."""
    end = {"favourable": "low", "central": "central", "strict": "high"}[story.reading]
    rows = [row for row in story.result["requirements"]["deadline"] if row["id"] == "crossings"]
    stranded = any(row["needed"][end] is None for row in rows)
    return "nor would all crossings together, since some people cannot be at one in time" if stranded else ""
