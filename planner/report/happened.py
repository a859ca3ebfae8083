"""The forecast held against what was counted afterwards: four cut-offs, beside naive rules, wins and losses alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.report import text
from planner.report.story import SOURCE, Json, Rows, Story, bullets, figure, heading, note, para, table

BASELINES = {
    "uniform": "Mean so far",
    "last_value": "Last value",
    "capacity_share": "Shares of capacity",
    "linear_trend": "Linear trend",
}
_SCORED = " 90 % band."
_PLACES = {"all": "In total", "crossings": "Crossings"}


def happened(story: Story) -> list[Json]:
    """Return the chapter on the backtest, where the run has one."""
    told = story.result["backtest"]
    if not told or not told.get("cutoffs"):
        return []
    finding = _finding(told["cutoffs"])
    yard, findings = told["yardstick"], _beyond_tables(told.get("findings", []))
    return [
        heading(finding, "Against what happened"),
        para(
            "Counts up to each cut-off were taken as known, departures were forecast, and nothing after the cut-off was"
            f" read. {told['family']}"
        ),
        figure(
            "backtest",
            f"Bars of the error of the forecast and of four naive rules at each cut-off. {finding}.",
            "Average relative difference (the sum of misses over what was counted) of the forecast and of naive rules,"
            f" by cut-off; less is better. Grey band, the published range of another model: {yard['low']:g} to"
            f" {yard['high']:g}. {SOURCE}",
        ),
        _scores(told),
        note(f"{yard['name']} ({yard['source']}). {yard['note']}"),
        *_places(story, told),
        *([bullets(findings)] if findings else []),
    ]


def _finding(cutoffs: Sequence[Mapping[str, Any]]) -> str:
    """Return where the forecast beats every naive rule and where it does not."""
    won, places = sum(map(_wins, cutoffs)), [place for row in cutoffs for place in row["places"]]
    if len(cutoffs) == 1:
        at = f"At its one cut-off the forecast is {'' if won else 'not '}nearer"
    else:
        at = f"At {won or 'none':} of {len(cutoffs):,} cut-offs the forecast is nearer"
    lost = sum(not _wins(place) for place in places)
    by_place = (
        f"place by place it is in none of {text.plural(len(places), 'case')}"
        if lost == len(places)
        else f"place by place it is not in {lost:,} of {text.plural(len(places), 'case')}"
    )
    return f"{at} to what was counted afterwards than every naive rule{f'; {by_place}' if places else ''}"


def _beyond_tables(findings: Sequence[str]) -> list[str]:
    """Return what findings say beside the scores of the tables: where the error lies, and what holds for all."""
    told = []
    for finding in findings:
        scores, stands, why = finding.partition(_SCORED)
        if not stands:
            told.append(finding)
        elif why:
            told.append(f"{scores.partition(':')[0]}: {why.strip()}")
    return told


def _wins(row: Mapping[str, Any]) -> bool:
    return row["ard"] is not None and all(
        row["ard"] < other for other in row["baselines"].values() if other is not None
    )


def _score(value: float | None) -> str:
    return text.NOT_ASSESSED if value is None else f"{value:.2f}"


def _cells(row: Mapping[str, Any]) -> list[str]:
    coverage = row["coverage90"]
    peak = row["peak_day_error"]
    return [
        _score(row["ard"]),
        *(_score(row["baselines"].get(name)) for name in BASELINES),
        text.NOT_ASSESSED if coverage is None else text.percent(coverage),
        "not defined" if peak is None else text.plural(peak, "day"),
    ]


def _scores(told: Mapping[str, Any]) -> Json:
    rows: Rows = [
        [text.short_day(row["date"]), *_cells(row), f"{row['scored_increments']:,}"] for row in told["cutoffs"]
    ]
    head = ["Cut-off", ">Forecast", *(f">{words}" for words in BASELINES.values()), ">In the 90 % band",
            ">Peak day off by", ">Counts scored"]  # fmt: skip
    return table(
        "Average relative difference by cut-off, crossings with counts of their own; less is better",
        head,
        rows,
        widths=["1.2fr", *["auto"] * 8],
        small=True,
    )


def _places(story: Story, told: Mapping[str, Any]) -> list[Json]:
    rows: Rows = []
    for cutoff in told["cutoffs"]:
        for place in cutoff["places"]:
            name = _PLACES.get(place["place"], story.names.get(place["place"], place["place"]))
            rows.append([text.short_day(cutoff["date"]), name, *_cells(place)[:-1], f"{place['scored_increments']:,}"])
    head = ["Cut-off", "Where", ">Forecast", *(f">{words}" for words in BASELINES.values()), ">In the 90 % band",
            ">Counts scored"]  # fmt: skip
    return [
        table("The same by place", head, rows, widths=["auto", "1.2fr", *["auto"] * 6, "auto"], small=True)
    ] if rows else []  # fmt: skip
