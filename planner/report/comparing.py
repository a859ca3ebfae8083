"""Several runs side by side: what differs in the inputs, which results moved, and small multiples; PDF and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.report import text
from planner.report.drawing import BREACH, GREY, INK, SKY, new_figure, people_axis, style, svg_of, with_edges
from planner.report.fonts import drawable
from planner.report.grid import Cell, Table, csv_of
from planner.report.letters import clean
from planner.report.naming import limit_name
from planner.report.pdf import typeset
from planner.report.story import Json, Rows, bullets, figure, heading, note, para, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NOT_SET = "not set"
COMPARISON, COMPARED_TABLE = "comparison.pdf", "comparison.csv"
_LEFT_OUT = ("name", "title")
_MOST_ROWS, _LONGEST_NAME = 40, 28
_PER_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """
    One run among others.

    Parameters
    ----------
    result, run
        As written to ``result.json`` and ``run.json``.
    keys
        Every key of its scenario by path, with its value as text.
    """

    result: Mapping[str, Any]
    run: Mapping[str, Any]
    keys: Mapping[str, str]

    @property
    def name(self) -> str:
        """The scenario's name and reading."""
        return f"{self.result['scenario']['name']}, {self.result['scenario']['reading']} reading"


def write_comparison(folder: Path, runs: Sequence[Compared]) -> None:
    """Write ``comparison.pdf`` and ``comparison.csv`` into a folder; the same runs give the same bytes."""
    document = comparison_of(runs)
    with style():
        document["figures"] = {"multiples": with_edges(svg_of(draw_multiples(runs)))}
    (folder / COMPARISON).write_bytes(typeset(document))
    (folder / COMPARED_TABLE).write_bytes(csv_of(comparison_table(runs)).encode("utf-8"))


def comparison_of(runs: Sequence[Compared]) -> Json:
    """Return everything the comparison prints, as plain values."""
    letters = [_letter(k) for k in range(len(runs))]
    inputs, moved = input_rows(runs), [row for row in result_rows(runs) if _differ(row[1:])]
    answers = {run.result["verdict"]["answer"] for run in runs}
    finding = (
        f"{len(runs)} runs compared: the same answer in all"
        if len(answers) == 1
        else f"{len(runs)} runs compared: the answers differ"
    )
    gates = dict.fromkeys(text.gate_line(run.result["gates"]) for run in runs)
    return {
        "title": finding,
        "lang": "en",
        "footer": {"gates": " ".join(gates), "run": f"comparison of {len(runs)} runs"},
        "blocks": [
            *(para(line) for line in gates),
            para(" ".join(f"{letter}: {run.name}." for letter, run in zip(letters, runs, strict=True))),
            bullets([f"{letter}: {_answer(run)}" for letter, run in zip(letters, runs, strict=True)]),
            heading(f"What differs in the inputs: {text.plural(len(inputs), 'figure')}", "Inputs"),
            _side_by_side("Inputs that are not the same in every run", letters, inputs),
            heading(f"Which results moved: {len(moved):,} of {len(result_rows(runs)):,}", "Results"),
            _side_by_side(
                "Results side by side; those that moved come first", letters, _moved_first(result_rows(runs))
            ),
            figure(
                "multiples",
                "Small charts, one a run, on the same scales: people across by day, the ceiling, and the deadline. "
                + " ".join(
                    f"{letter}: {text.curve_finding(run.result)}." for letter, run in zip(letters, runs, strict=True)
                ),
                "People across by the end of each day, counted from the start of each run: thin line, the plan; broad"
                " band, the most that any plan could reach (proved); dashes, people in scope; dotted, the deadline."
                " Source: the runs named above.",
            ),
            *_limits(runs, letters),
            heading("The runs compared", "Reproduce"),
            table(
                "Each run and the command that remakes it",
                ["", "Run", "Run id", "Command"],
                [
                    [x, run.name, str(run.run["run_id"]), str(run.run["command"])]
                    for x, run in zip(letters, runs, strict=True)
                ],
                widths=["auto", "1.5fr", "auto", "2.4fr"],
                small=True,
            ),
        ],
    }


def _letter(k: int) -> str:
    return chr(ord("A") + k)


def _answer(run: Compared) -> str:
    verdict = run.result["verdict"]
    most, scope = verdict["on_time_people"]["proved_at_most"], verdict["in_scope_people"]
    robust = "robust" if verdict["robust"] else "not robust"
    return f"{text.answer_text(verdict['answer'])}; at most {most:,} of {scope:,} people across in time; {robust}."


def _differ(cells: Sequence[object]) -> bool:
    return any(cell != cells[0] for cell in cells)


def input_rows(runs: Sequence[Compared]) -> Rows:
    """Return the keys of the scenarios and the tables of the cases that are not the same in every run."""
    keys = sorted({key for run in runs for key in run.keys} - set(_LEFT_OUT))
    rows = [[key, *(run.keys.get(key, "").replace("{}", "") or _NOT_SET for run in runs)] for key in keys]
    files = sorted({name for run in runs for name in run.run["inputs"]} - {"config.resolved.yaml"})
    for name in files:
        hashes = [run.run["inputs"].get(name, "") for run in runs]
        rows.append([name, *(digest[:12] or "absent" for digest in hashes)])
    return [row for row in rows if _differ(row[1:])]


_RESULTS: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("Answer", lambda r: text.answer_text(r["verdict"]["answer"])),
    ("Robust", lambda r: "yes" if r["verdict"]["robust"] else "no"),
    ("People in scope", lambda r: text.number(r["verdict"]["in_scope_people"])),
    ("Days from start to deadline", lambda r: text.number(r["scenario"]["days"])),
    ("Across by the deadline, plan found", lambda r: text.number(r["verdict"]["on_time_people"]["plan"])),
    ("Across by the deadline, at most", lambda r: text.number(r["verdict"]["on_time_people"]["proved_at_most"])),
    (
        "Left after the deadline, at least",
        lambda r: text.number(r["verdict"]["left_after_deadline_people"]["at_least"]),
    ),
    ("All could have crossed by", lambda r: text.completion_text(r["completion"])),
    (
        "Nights in queues or outside full sites, if all set out on release",
        lambda r: text.rounded(r["exposure"]["must"]["nights_in_queue"]),
    ),
    (
        "Nights in holding, if all set out on release",
        lambda r: text.rounded(r["exposure"]["must"]["nights_in_holding"]),
    ),
    ("Waiting over 48 hours, if all set out on release", lambda r: text.rounded(r["exposure"]["must"]["over_48h"])),
    ("Voluntariness", lambda r: str(r["gates"]["voluntariness"]["status"])),
    ("Individual screening", lambda r: str(r["gates"]["screening"]["status"])),
)


def result_rows(runs: Sequence[Compared]) -> Rows:
    """Return the results of every run side by side."""
    return [[words, *(of(run.result) for run in runs)] for words, of in _RESULTS]


def _moved_first(rows: Rows) -> Rows:
    moved = [row for row in rows if _differ(row[1:])]
    return moved + [row for row in rows if not _differ(row[1:])]


def _side_by_side(caption: str, letters: Sequence[str], rows: Rows) -> Json:
    shown = rows[:_MOST_ROWS] or [["No difference", *("" for _ in letters)]]
    more = len(rows) - len(shown)
    said = f"{caption}; {more:,} more in {COMPARED_TABLE}" if more > 0 else caption
    return table(said, ["", *letters], shown, widths=["1.5fr", *["1fr"] * len(letters)], small=len(letters) > _PER_ROW)


def _limits(runs: Sequence[Compared], letters: Sequence[str]) -> list[Json]:
    """Return the limits whose value is not the same in every run."""
    rows = limit_rows(runs)
    if not rows:
        return [note("Every limit has the same value in all runs.")]
    return [
        heading(f"{text.plural(len(rows), 'limit')} {'has' if len(rows) == 1 else 'have'} another value", "Limits"),
        _side_by_side("Limits whose value is not the same in every run", letters, _in_words(runs, rows)),
    ]


def _in_words(runs: Sequence[Compared], rows: Rows) -> Rows:
    """Return rows of limits by name in place of id."""
    places = {
        place["id"]: place["name"] for run in runs for part in ("crossings", "sites") for place in run.result[part]
    }
    names = {row["id"]: limit_name(row, places) for run in runs for row in run.result["limits"]}
    return [[names[row[0]], *row[1:]] for row in rows]


def limit_rows(runs: Sequence[Compared]) -> Rows:
    """Return the limits whose value differs, by id."""
    values = [
        {row["id"]: text.number(row["capacity"], text.NOT_PUBLISHED) for row in run.result["limits"]} for run in runs
    ]
    ids = sorted({key for by_id in values for key in by_id})
    rows = [[key, *(by_id.get(key, "absent") for by_id in values)] for key in ids]
    return [row for row in rows if _differ(row[1:])]


def comparison_table(runs: Sequence[Compared]) -> Table:
    """Return inputs, results and limits of every run as a table for programs; the rows that differ say so."""
    letters = [_letter(k).lower() for k in range(len(runs))]
    columns = [("part", "#meta+part"), ("what", "#description+what"), ("differs", "#status+differs")]
    columns += [(f"run_{letter}", f"#description+run_{letter}") for letter in letters]
    rows: list[Sequence[Cell]] = [("run", "name", True, *(run.name for run in runs))]
    rows += [("run", "run id", True, *(str(run.run["run_id"]) for run in runs))]
    for part, told in (("input", input_rows(runs)), ("result", result_rows(runs)), ("limit", limit_rows(runs))):
        rows += [(part, row[0], _differ(row[1:]), *row[1:]) for row in told]
    return Table(name="comparison", columns=tuple(columns), rows=clean([list(row) for row in rows]))


def draw_multiples(runs: Sequence[Compared]) -> Figure:
    """Draw people across by day in every run, on the same scales."""
    lines = -(-len(runs) // _PER_ROW)
    figure = new_figure(2.1 * lines + 0.3)
    days = [[text.days_by(run.result, row["date"]) for row in run.result["curve"]] for run in runs]
    far = max(map(max, days)) + 1
    most = max(run.result["verdict"]["in_scope_people"] for run in runs)
    panels = figure.subplots(lines, min(len(runs), _PER_ROW), sharex=True, sharey=True, squeeze=False)
    for k, axes in enumerate(panels.flat):
        if k >= len(runs):
            axes.set_visible(False)
            continue
        run = runs[k]
        axes.plot([0, *days[k]], [0, *(row["ceiling"] for row in run.result["curve"])], color=SKY, lw=4)
        axes.plot([0, *days[k]], [0, *(row["crossed"] for row in run.result["curve"])], color=INK, lw=1.2)
        axes.axhline(run.result["verdict"]["in_scope_people"], color=GREY, lw=0.9, ls=(0, (6, 3)))
        axes.axvline(text.days_by(run.result, run.result["scenario"]["deadline"]), color=BREACH, lw=1, ls=(0, (2, 2)))
        name = drawable(run.result["scenario"]["name"], _LONGEST_NAME)
        axes.set_title(f"{_letter(k)}: {name}", loc="left", fontsize=8, fontweight="bold")
        axes.set_xlim(0, far)
        people_axis(axes, most, ticks=4)
        axes.set_xlabel("days from its start" if k >= len(runs) - _PER_ROW else "")
    figure.supylabel("people across", fontsize=8)
    return figure
