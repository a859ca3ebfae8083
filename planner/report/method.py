"""How the answer is reached and what it may carry: question, standard of proof, equations, dictionary, glossary."""

from __future__ import annotations

from planner.disclosure import GATHERED_PROVINCES
from planner.report import text
from planner.report.dictionary import dictionary_of
from planner.report.story import Json, Story, bullets, figure, heading, note, para, table
from planner.report.tables import all_tables

_PROOF_ROWS = [
    ["proved", "A named set of limits lets no more through. Anyone can add it up; no plan can do better.",
     "people across at most, people left at least, dates before which nobody can be done"],
    ["counted", "True of one plan that was found, and audited to the person against every limit.",
     "people across in the plan, nights, hours, busiest days"],
    ["assumed", "Set by the scenario, or by hand where no source was found; listed with its evidence.",
     "the assumptions, and what the readings change"],
    ["not assessed", "No data. It is never read as zero and never as a pass.", "wherever NOT ASSESSED stands"],
]  # fmt: skip
_GLOSSARY = [
    ["answer", "One of four: two kinds of no, a yes that is no finding of anything but logistics, and undecided."],
    ["ceiling", "The most people that any plan could bring across by the end of a day."],
    ["corridor", "A way between a province or a site and the site or crossing it leads to, by week."],
    ["crossing", "A public border point, with the people it passes on an open day."],
    ["cut", "A set of limits that everyone behind it must pass: what it lets through is the most that can cross."],
    [
        "EmONC, GBV, NFI, PSEA, RSD",
        "Emergency obstetric and newborn care; gender-based violence; non-food items; protection from sexual"
        " exploitation and abuse; refugee status determination.",
    ],
    ["gate", "A condition that stands before logistics: voluntariness, and individual screening for protection needs."],
    ["holding, transit site", "A public place where people wait, with places for the night."],
    ["may, must", "May: people leave when the plan has room. Must: everyone sets out on the day of release."],
    ["reading", "Favourable, central or strict: which end of every uncertain figure is taken."],
    ["reception", "A place across the border that takes people in on the day they cross."],
    ["release", "From which day on people may leave."],
    ["robust", "Said of an answer that all three readings share."],
    ["undocumented", "Without a document that the state accepts. It says nothing about anyone's rights or needs."],
]


def question(story: Story) -> list[Json]:
    """Return what was asked, how it was answered, and what kind of truth each number has."""
    scenario = story.result["scenario"]
    span = text.span(
        story.start,
        story.deadline,
        both=f"{text.plural(scenario['days'], 'day')} from {{first}} to {{last}}, both counted",
        one="one day of {last}",
    )
    return [
        heading("What was asked, how it was answered, and what may be built on it", "Question, scope and method"),
        para(
            f"Could everyone in scope cross within the {span}, without breaking minimum humanitarian"
            " standards; what would it take; and what would it do to people? The tool takes public, aggregate figures"
            " by district, splits published totals in memory, and tells people by nation, province, crossing, site and"
            " corridor only. It assesses a plan. It does not run one, and it cannot certify one: logistics can show"
            " that a plan fails, and never that it is safe or voluntary."
        ),
        para(
            "People go from their district to a public site and on to a crossing, or straight to a crossing in hired"
            " vehicles, day by day. Every published limit on the way counts: people a day at crossings, places for the"
            " night and arrivals at sites, opening dates, closures, hours on the road. The most who can cross is a"
            " maximum flow; the limits that hold it are a minimum cut, and the two are equal or the gap is printed."
            " Whoever finds no room is a result, never an error."
        ),
        figure(
            "way",
            "Boxes and arrows: from the district to a public site, a queue, a crossing and reception, or straight from"
            " the district to the crossing in hired vehicles; each box names the limits that count there.",
            "The way of people in the model, and the limits that count at each stage where somebody published them.",
        ),
        table(
            "The standard of proof: what each kind of number may carry",
            ["Kind", "What it means", "Where"],
            [list(row) for row in _PROOF_ROWS],
            widths=["auto", "2.6fr", "2fr"],
        ),
        note(
            "Nobody paid for or reviewed this run for its publisher unless they say so beside it. Whoever doubts a"
            " number can run the command at the end, or “planner verify”, which holds no solver."
        ),
    ]


def scenarios(story: Story) -> list[Json]:
    """Return what each reading takes for the figures that decide most."""
    rows = []
    readings = story.result["readings"]
    people = [f"{readings[name]['verdict']['in_scope_people']:,}" for name in text.READINGS]
    rows.append(["People in scope", *people])
    used = {row["id"] for row in story.result["crossings"] if row["people_per_day"]}
    spans = {c.id: c.people_per_day for c in story.case.crossings if c.id in used and c.people_per_day}
    ranked = sorted(spans, key=lambda key: (-spans[key].high, key))[:8]
    for key in ranked:
        span = spans[key]
        limit = story.limit(f"throughput:{key}") or {}
        ends = [text.number(float(end)) for end in (span.high, span.central, span.low)]
        if limit.get("by_scenario"):
            ends = [f"{end} (source; the scenario sets another)" for end in ends]
        rows.append([f"{story.names[key]}: people a day", *ends])
    return [
        heading("What the three readings take for the figures that decide most", "Scenarios"),
        table(
            "Figures by reading",
            ["Figure", *[f">{text.capital(name)}" for name in text.READINGS]],
            rows,
            widths=["1.8fr", "1fr", "1fr", "1fr"],
        ),
        note(
            "All other figures are in the assumptions, in tables/limits.csv and on the inputs sheet of workbook.xlsx;"
            " every one can be set in a scenario of one's own (planner run NAME --set KEY=VALUE)."
        ),
    ]


def _columns(story: Story) -> list[list[str]]:
    """Return every column of the tables once, with its unit and meaning."""
    told = dictionary_of(all_tables(story.result, {"crossings": []})[:-1]).rows
    return [list(row) for row in dict.fromkeys((str(row[1]), str(row[3]), str(row[4])) for row in told)]


def annexes(story: Story) -> list[Json]:
    """Return equations, dictionary, disclosure and glossary."""
    rows = _columns(story)
    return [
        heading("How the most who can cross is bounded", "Annex: equations"),
        bullets(
            [
                "Places and days make a network: a node for each place, stage and day; an arc for each journey, stay,"
                " wait and crossing; on each arc the people it may carry that day.",
                "Most across by day T = maximum flow from people's districts to the far side of the crossings by day"
                " T.",
                "For any set of limits L that everyone in a group of N people must pass: across ≤ (people in scope −"
                " N) + sum of capacities of L on each day. The set with the smallest right side is the minimum cut,"
                " and there the two sides meet.",
                "Capacity on a day = floor(people a day × factor × share open); 0 before a place opens.",
                "Places on a night = least of the places and of what area, toilets, water and meals allow under the"
                " hard standards, over the figures that exist.",
                "Days on the road = ceil(road minutes / (60 × driving hours a day)) − 1 days later, at least 0.",
            ]
        ),
        heading("What every column of the tables means", "Annex: data dictionary"),
        table(
            "Columns, each once; which table has which, with hashtags, is in tables/dictionary.csv",
            ["Column", "Unit", "Meaning"],
            rows,
            widths=["1.3fr", "1fr", "3fr"],
            small=True,
        ),
        heading("What is not told, and why", "Annex: disclosure"),
        bullets(
            [
                "No figure about people below province: district counts exist in memory while the run lasts, and in no"
                " file.",
                "People by corridor and site are rounded (to 10 below 1,000, to 100 below 100,000, to 1,000 above);"
                " counts from 1 to 9 that have an origin are withheld.",
                "A province with under 1,000 people, or whose people live in one district, is told with others as"
                f" “{GATHERED_PROVINCES}”, in company of one that may use the same crossings.",
                "Capacities, national totals and totals by crossing and day are exact, so that the proof can be added"
                " up.",
                "No names, no identifiers, no households, no routes or schedules for vehicles that carry people, no"
                " order of places.",
            ]
        ),
        heading("Words used in this report", "Annex: glossary"),
        table(
            "Words and what they mean here",
            ["Word", "Meaning"],
            [list(row) for row in _GLOSSARY],
            widths=["1fr", "4fr"],
        ),
    ]
