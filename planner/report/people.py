"""Who the people are, as far as public shares say: national ones, of one demographic profile, and never by place."""

from __future__ import annotations

from planner.report import text
from planner.report.story import SOURCE, Json, Story, figure, heading, note, para, table
from planner.rules.norms import DEMOGRAPHY, Standard, people_profile

_AGE = "age "
_SHARE = "fraction"
CHILDREN = ("age 0-4", "age 5-11", "age 12-17")


def shares_of(story: Story) -> list[Standard]:
    """Return the rows of the profile that describes the first status in scope, ages first."""
    scope = story.result["scenario"]["scope"]
    standards = story.case.standards
    profile, _ = people_profile(standards, scope[0]) if scope else ("", False)
    told = (row for row in standards.values() if row.domain == DEMOGRAPHY)
    rows = [row for row in told if not row.statuses or row.people == profile]
    return sorted(rows, key=lambda row: (not row.indicator.startswith(_AGE), row.id))


def ages_of(story: Story) -> list[Standard]:
    """Return the shares by age, youngest first."""
    return [row for row in shares_of(story) if row.indicator.startswith(_AGE)]


def people(story: Story) -> list[Json]:
    """Return the chapter on who the people are, where a profile says."""
    rows, ages = shares_of(story), ages_of(story)
    if not ages:
        return []
    scope = story.result["scenario"]["scope"]
    profile, told = people_profile(story.case.standards, scope[0])
    young = sum(row.value for row in ages if row.indicator in CHILDREN)
    children = "children under 18, as far as public shares say"
    share = text.percent(float(young))
    finding = (
        f"About {share} of the people in scope are {children}"
        if story.result["verdict"]["in_scope_people"]
        else f"Nobody is in scope; of those whom the profile describes about {share} are {children}"
    )
    cells = [
        [
            text.capital(row.indicator),
            *(_shown(float(end), row.unit) for end in (row.low, row.value, row.high)),
            "of everyone" if row.unit == _SHARE else row.unit,
            row.evidence,
            row.source_ref,
        ]
        for row in rows
    ]
    missing = "" if told else " No public profile describes this status: the nearest one stands in for it."
    return [
        heading(finding, "Who the people are"),
        para(
            f"National shares of the profile “{profile}”, one profile at a time and never by place.{missing} They are"
            " used for what follows (children in holding, births, households, needs), and no one is counted by them."
        ),
        figure(
            "ages",
            f"Bars of shares by age with their range. {finding}.",
            f"Share of everyone by age, in per cent; lines, the range of the sources. {SOURCE}",
        ),
        table(
            "Shares and rates with their range",
            ["Who", ">Low", ">Central", ">High", "Of what", "Evidence", "Source"],
            cells,
            widths=["2fr", "auto", "auto", "auto", "1.2fr", "auto", "auto"],
            small=True,
        ),
        note("Sources by their reference are in the standards of the tool; S and BK as in planner standards."),
    ]


def _shown(value: float, unit: str) -> str:
    return text.percent(value) if unit == _SHARE else f"{value:g}"
