"""Recommendations by duty-holder: each follows from a finding of this run, and says which."""

from __future__ import annotations

from planner.report import text
from planner.report.story import Json, Rows, Story, heading, note, table

_FEW = 10


def recommendations(story: Story) -> list[Json]:
    """Return what each duty-holder could do about what was found."""
    rows = _rows(story)
    return [
        heading("What follows from the findings, for those who can act on them", "Recommendations"),
        table(
            "Recommendations by duty-holder, each with the finding it rests on",
            ["To", "Recommendation", "Because"],
            rows,
            widths=["1.2fr", "2.6fr", "2fr"],
        ),
        note(
            "These are the tool's own words on its own findings, and no legal advice. Who publishes the report should"
            " confirm them, and add the law of the place."
        ),
    ]


def _rows(story: Story) -> Rows:
    result = story.result
    gates = result["gates"]
    absent = sum(row["capacity"] is None for row in result["limits"])
    busiest = max(story.daily_arrivals.values(), default=0)
    late = result["verdict"]["left_after_deadline_people"]["at_least"]
    waiting = result["exposure"]["must"]["most_waiting_people"]
    told: Rows = []
    if late:
        told.append(
            [
                "Who set the deadline",
                "Withdraw it or move it; on these figures it cannot be met. A later day alone is no answer to the"
                " gates.",
                f"At least {text.plural(late, 'person', 'people')} cannot be across by {text.day(story.deadline)} in"
                f" the {story.reading} reading, whatever the plan.",
            ]
        )
    told += [
        [
            "Who set the deadline",
            "Let nobody be moved before a free, informed and recorded choice, and an individual screening, with notice"
            " and a way to appeal.",
            f"Voluntariness: {gates['voluntariness']['status']}. Screening: {gates['screening']['status']}.",
        ],
        [
            "Provincial authorities",
            "Publish what each site and crossing can hold and pass, and hold no child and nobody without a review.",
            f"{text.plural(absent, 'limit')} {'has' if absent == 1 else 'have'} no published figure.",
        ],
        [
            "Courts and parliament",
            "Ask for the plan, its figures and its screening before it is carried out, and for the record of choices"
            " after.",
            "The proof can be added up by hand; no answer here is a finding that a plan may go ahead.",
        ],
        [
            "UN agencies and partners",
            "Prepare for what an order would cause at crossings and sites, whether or not it is carried out.",
            f"If all set out on release, {_up_to(waiting)} people would wait on one night in queues or"
            " outside full sites."
            if waiting
            else f"{text.exposure_finding(result)}.",
        ],
        [
            "Authorities across the border",
            "Say how many people can be received in a day and go onward, and on which conditions.",
            f"The plan brings up to {text.plural(busiest, 'arrival')} in a day."
            if busiest
            else "The plan brings nobody across by the deadline.",
        ],
        [
            "Donors",
            "Pay for screening, counsel, reception and relief, and for no part of holding or moving people against"
            " their choice.",
            f"{text.exposure_finding(result)}.",
        ],
    ]
    return told


def _up_to(people: int) -> str:
    """Return the most people there are, rounded, where that leaves any."""
    return f"up to {text.rounded(people)}" if people >= _FEW else f"fewer than {_FEW}"
