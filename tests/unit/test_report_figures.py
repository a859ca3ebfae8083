"""Figures: the same bytes, letters in fonts of the report, and labels that keep clear of each other."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

import pikepdf
import pytest

from planner.report.charts import draw_binds, draw_days, draw_needs, draw_waits
from planner.report.comparing import Compared, draw_multiples
from planner.report.drawing import WIDTH_IN, month_starts, style, with_edges
from planner.report.figures import draw, draw_curve
from planner.report.findings import GAPS_SHARE, MAP_SHARE
from planner.report.fonts import drawable
from planner.report.gaps import draw_gaps
from planner.report.labels import Label, nearest, overlap, place
from planner.report.mapping import base_map, draw_map
from planner.report.story import Story
from tests.unit.report_run import Told, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

FRAME = (0.0, 0.0, 400.0, 400.0)
FIGURES = ("bars", "map", "curve", "arrivals")


@pytest.fixture(scope="module")
def drawn(told: Told) -> dict[str, str]:
    return draw(told.story, FIGURES, told.case_folder)


def moved(result: dict[str, Any], by: timedelta) -> dict[str, Any]:
    """The same run at another time."""

    def later(day: str) -> str:
        return (date.fromisoformat(day) + by).isoformat()

    scenario = {**result["scenario"], **{key: later(result["scenario"][key]) for key in ("start", "deadline")}}
    return {**result, "scenario": scenario, "curve": [{**row, "date": later(row["date"])} for row in result["curve"]]}


def test_runs_of_other_years_are_compared_from_the_start_of_each(small: Told) -> None:
    results = [small.result, moved(small.result, timedelta(days=600))]
    runs = [Compared(result=result, run=small.run, keys={}) for result in results]
    with style():
        first, second = draw_multiples(runs).axes
    for one, other in zip(first.lines, second.lines, strict=True):
        assert list(one.get_xdata()) == list(other.get_xdata())
    deadline = date.fromisoformat(small.result["scenario"]["deadline"])
    assert first.lines[-1].get_xdata()[0] == (deadline - small.story.start).days + 1
    assert first.get_xlim() == second.get_xlim()


@pytest.mark.parametrize(
    ("days", "first", "second"),
    [(200, "2023-11-01", "2023-12-01"), (365, "2023-11-01", "2024-01-01"), (700, "2024-01-01", "2024-04-01"),
     (3535, "2024-01-01", "2026-01-01"), (20_000, "2030-01-01", "2040-01-01")],
)  # fmt: skip
def test_dates_under_an_axis_are_first_days_of_whole_quarters_or_years(days: int, first: str, second: str) -> None:
    ticks = month_starts(date(2023, 10, 4), days, 8)
    assert 1 < len(ticks) <= 8
    assert [when.isoformat() for when in ticks[:2]] == [first, second]


@pytest.mark.parametrize("name", FIGURES)
def test_letters_stay_letters_and_nothing_is_fetched(drawn: dict[str, str], name: str) -> None:
    root = Xml.fromstring(drawn[name])
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {"path", "text"} <= tags
    assert not tags & {"image", "script", "foreignObject"}
    assert set(re.findall(r"font-family: ([^;\"]*)", drawn[name])) == {"'Report Sans', 'DejaVu Sans'"}
    assert "<dc:date>" not in drawn[name]
    assert not re.search(r'href="(?!#)', drawn[name])


def test_print_sets_letters_of_figures_in_the_fonts_they_were_measured_in(october_report: Path) -> None:
    assert "in hired vehicles, straight to a crossing" in "".join(pages(october_report))
    with pikepdf.open(october_report) as pdf:
        fonts = {
            str(each.get("/BaseFont")).rpartition("+")[2]
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary)
        }
    assert {"ReportSans-Regular", "ReportSans-Bold"} <= fonts


def test_white_edges_lie_below_the_letters_of_their_labels(drawn: dict[str, str]) -> None:
    svg = "{http://www.w3.org/2000/svg}"
    plain, edged = (Xml.fromstring(text) for text in (drawn["curve"], with_edges(drawn["curve"])))
    below = [element for element in edged.iter(f"{svg}g") if element.get("class") == "edge"]
    words = ["".join(element.itertext()).strip() for element in below]
    assert any(word.startswith("deadline ") for word in words)
    assert len(words) == sum(element.get("id", "").startswith("edged-") for element in plain.iter(f"{svg}g"))
    for parent in edged.iter():
        for first, second in pairwise(parent):
            if first.get("class") == "edge":
                assert "".join(first.itertext()).split() == "".join(second.itertext()).split()


def test_the_same_bytes_twice(told: Told, drawn: dict[str, str]) -> None:
    assert draw(told.story, FIGURES, told.case_folder) == drawn


def test_a_map_does_without_boundaries(told: Told, tmp_path: Path) -> None:
    assert draw(told.story, ("map",), tmp_path)["map"].startswith("<?xml")


def test_disputed_areas_are_dashed(told: Told, tmp_path: Path) -> None:
    ring = [[70, 34], [72, 34], [72, 35], [70, 35], [70, 34]]
    plain = {
        "type": "Feature",
        "properties": {"admin0": "PK"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    disputed = {**plain, "properties": {"admin0": "xJK"}}
    dashes = []
    for k, features in enumerate(([plain], [plain, disputed])):
        folder = tmp_path / str(k)
        folder.mkdir()
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / "boundaries.geojson").write_text(text, encoding="utf-8")
        dashes.append(draw(told.story, ("map",), folder)["map"].count("stroke-dasharray"))
    assert dashes[1] == dashes[0] + 1


def test_numbers_move_the_curve(told: Told, drawn: dict[str, str]) -> None:
    halved = [{**row, "crossed": row["crossed"] // 2} for row in told.result["curve"]]
    assert draw(replace_curve(told, halved), ("curve",), told.case_folder)["curve"] != drawn["curve"]


def test_the_curve_is_drawn_by_dates_and_not_by_rows(told: Told) -> None:
    curve = told.result["curve"]
    deadline = told.result["scenario"]["deadline"]
    sparse = [row for row in curve if row["date"] <= deadline] + [curve[-1]]
    with style():
        lines = [draw_curve(replace_curve(told, rows)).axes[0].lines[1] for rows in (curve, sparse)]
    ends = [tuple(line.get_xydata()[-1]) for line in lines]
    days = (date.fromisoformat(curve[-1]["date"]) - date.fromisoformat(told.result["scenario"]["start"])).days
    assert ends == [(days, curve[-1]["crossed"])] * 2


def replace_curve(told: Told, rows: list[dict[str, object]]) -> Story:
    return Story({**told.result, "curve": rows}, told.certificate, told.case, told.run)


def texts_of(figure: Figure) -> dict[str, Bbox]:
    """Return where the texts of a figure's plots stand, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure).draw()
    texts = [text for axes in figure.axes for text in (*axes.texts, *axes.get_yticklabels()) if text.get_text()]
    return {text.get_text(): text.get_window_extent() for text in texts}


def limit(place: str, span: tuple[float, float]) -> dict[str, object]:
    return {"id": f"throughput:{place}", "kind": "throughput", "place": place, "capacity": 10, "people_per_unit": 3,
            "source_range": span, "flips_at": None}  # fmt: skip


def test_words_on_a_bar_that_goes_on_stand_beside_it(small: Told) -> None:
    rows = [limit("gate", (0, 100)), limit("other", (5, 20))]
    with style():
        figure = draw_binds(Story({**small.result, "limits": rows}, small.certificate, small.case, small.run))
        told = texts_of(figure)
        words = next(box for text, box in told.items() if "to 10 times" in text)
        bars = [line.get_window_extent() for line in figure.axes[0].lines if line.get_linewidth() > 4]
        assert bars
        assert all(words.x0 >= bar.x1 for bar in bars)
        assert words.x1 <= figure.bbox.x1


def test_words_beside_rows_are_told_in_full(small: Told) -> None:
    long = "All in hired vehicles, straight to a crossing"
    with style():
        rows = [limit("gate", (0, 100)), {**limit("other", (5, 20)), "place": long}]
        told = texts_of(draw_binds(Story({**small.result, "limits": rows}, small.certificate, small.case, small.run)))
        shown = [text for text in told if long in text.replace("\n", " ")]
        assert len(shown) == 1
        assert not any("…" in text for text in told)
        boxes = list(told.values())
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2)), told


def test_a_breach_at_one_place_is_a_breach_of_the_whole(small: Told) -> None:
    need = {"sector": "detention", "title": "space per detainee", "planned": 200, "quantity": 100}
    rows = [{**need, "first_breach_day": "2023-10-12"}, {**need, "first_breach_day": None, "planned": 60}]
    with style():
        told = texts_of(draw_needs(Story({**small.result, "needs": rows}, small.certificate, small.case, small.run)))
        assert "200 % in all, BREACH at a place" in told
        # A label that the line of the standard would cross stands behind the line.
        assert told["60 % BREACH"].x0 > told["what the standard asks"].x0 - 1


def test_a_bar_that_is_cut_says_so(small: Told) -> None:
    need = {"sector": "water", "title": "taps", "quantity": 3, "planned": 80, "first_breach_day": None}
    story = replace(small, result={**small.result, "needs": [need]}).story
    with style():
        axes = draw_needs(story).axes[0]
    assert axes.texts[0].get_text() == "→ to 2,666.7 % no breach found"
    assert axes.get_xlabel().endswith("bars end at 2")


def test_a_day_that_is_not_proved_is_told_as_found(small: Told) -> None:
    done = {"date": "2023-11-20", "days": 48, "proved_not_before": "2023-11-01", "never": False}
    reading = {**small.result["readings"]["central"], "completion": done}
    result = {**small.result, "readings": {**small.result["readings"], "central": reading}}
    with style():
        told = texts_of(draw_days(replace(small, result=result).story))
    assert "48 days, 20 Nov 2023 (plan found)" in told
    assert sum("plan found" in words for words in told) == 1


def test_days_that_are_not_known_stand_behind_an_early_deadline(small: Told) -> None:
    unknown = {"date": None, "days": None, "proved_not_before": "2033-10-01", "never": False}
    known = {"date": "2033-06-07", "days": 3535, "proved_not_before": "2033-06-07", "never": False}
    readings = {name: {**small.result["readings"][name], "completion": known} for name in ("favourable", "central")}
    readings["strict"] = {**small.result["readings"]["strict"], "completion": unknown}
    scenario = {**small.result["scenario"], "deadline": "2024-01-31"}
    result = {**small.result, "scenario": scenario, "readings": readings, "alternatives": []}
    with style():
        figure = draw_days(Story(result, small.certificate, small.case, small.run))
        words = texts_of(figure)["not before 1 Oct 2033"]
        line = figure.axes[0].lines[0].get_window_extent()
        ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert words.x0 > line.x1
    assert "1,000" in ticks


def test_counts_of_low_bars_stay_above_the_names_below_them(small: Told) -> None:
    readings = {}
    for name, people in (("favourable", 40), ("central", 0), ("strict", 90_000)):
        row = small.result["readings"][name]
        exposure = {**row["exposure"], "must": {**row["exposure"]["must"], "over_24h": people, "over_48h": people}}
        verdict = {**row["verdict"], "in_scope_people": 100_000}
        readings[name] = {**row, "exposure": exposure, "verdict": verdict}
    with style():
        figure = draw_waits(Story({**small.result, "readings": readings}, small.certificate, small.case, small.run))
        texts_of(figure)
        axes = figure.axes[0]
        assert len(axes.texts) == 6
        assert all(label.get_window_extent().y0 >= axes.get_window_extent().y0 for label in axes.texts)


def test_the_curve_keeps_off_what_the_readings_prove(small: Told) -> None:
    days = [date(2023, 10, 4) + timedelta(days=k) for k in range(90)]
    curve = [{"date": str(day), "crossed": 1000 * k, "ceiling": 1000 * k} for k, day in enumerate(days)]
    most = {"favourable": 40_000, "central": 9_000, "strict": 4_000}
    readings = {
        name: {"verdict": {"in_scope_people": 90_000, "on_time_people": {"proved_at_most": people}}}
        for name, people in most.items()
    }
    # An early deadline leaves the curve all the room to its right.
    scenario = {**small.result["scenario"], "deadline": str(days[9])}
    result = {**small.result, "curve": curve, "scenario": scenario, "readings": readings}
    with style():
        figure = draw_curve(Story(result, small.certificate, small.case, small.run))
        texts_of(figure)
        words = [text for text in figure.legends[0].get_texts() if "of 90,000" in text.get_text()]
        assert len(words) == 3
        frame = figure.axes[0].get_window_extent()
        assert not any(text.get_window_extent().overlaps(frame) for text in words)


def test_the_map_of_gaps_is_drawn_as_large_as_it_is_printed(told: Told) -> None:
    # Scaled down afterwards, its letters would be too small to read.
    root = Xml.fromstring(draw(told.story, ("gaps",), told.case_folder)["gaps"])
    width = float(root.attrib["width"].removesuffix("pt"))
    assert width == pytest.approx(72 * WIDTH_IN * GAPS_SHARE, abs=1)


@pytest.mark.parametrize("share", [MAP_SHARE, GAPS_SHARE])
def test_a_map_shows_the_whole_of_its_border(told: Told, share: float) -> None:
    with style(), base_map(told.story, told.case_folder, share=share) as (figure, axes, _):
        border, paper = axes.get_window_extent(), figure.bbox
        line = axes.spines["right"].get_linewidth() * figure.dpi / 72
    assert border.x0 - line >= paper.x0
    assert border.x1 + line <= paper.x1
    assert border.y1 + line <= paper.y1


@pytest.mark.parametrize("make", [draw_map, draw_gaps])
def test_the_legend_of_a_map_stands_on_its_paper(told: Told, make: Callable[[Story, Path], Figure]) -> None:
    with style():
        figure = make(told.story, told.case_folder)
        legend, paper = figure.legends[0].get_window_extent(), figure.bbox
        map_of = figure.axes[0].get_window_extent()
    assert paper.x0 <= legend.x0
    assert legend.x1 <= paper.x1
    assert paper.y0 <= legend.y0
    assert legend.y1 <= map_of.y0


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Torkham", "Torkham"), ("ترخم", "ترخم"), ("中 🧿", "□ □"), ("x" * 40, "x" * 29 + "…"), ("$x$ <b>", "$x$ <b>")],
)
def test_names_are_drawn_as_far_as_fonts_go(text: str, shown: str) -> None:
    assert drawable(text) == shown


class TestLabels:
    @pytest.mark.parametrize("seed", range(12))
    def test_fifteen_labels_keep_clear_of_each_other_and_of_symbols(self, seed: int) -> None:
        rng = random.Random(seed)
        labels = [
            Label(x=rng.uniform(20, 380), y=rng.uniform(20, 380), radius=3, width=rng.uniform(30, 70), height=18)
            for _ in range(15)
        ]
        boxes = place(labels, FRAME)
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
        for box in boxes:
            assert FRAME[0] <= box[0] < box[2] <= FRAME[2]
            assert FRAME[1] <= box[1] < box[3] <= FRAME[3]
        assert not any(overlap(box, (own.x - 2, own.y - 2, own.x + 2, own.y + 2)) for box in boxes for own in labels)

    def test_a_label_alone_stands_beside_its_symbol(self) -> None:
        label = Label(x=200, y=200, radius=5, width=40, height=10)
        (box,) = place([label], FRAME)
        x, y = nearest(box, label.x, label.y)
        assert 5 < hypot(x - label.x, y - label.y) < 15

    def test_two_symbols_close_together_are_not_mistaken(self) -> None:
        labels = [Label(x=x, y=200, radius=3, width=50, height=18) for x in (195, 210)]
        for label, box in zip(labels, place(labels, FRAME), strict=True):
            gaps = [hypot(nearest(box, o.x, o.y)[0] - o.x, nearest(box, o.x, o.y)[1] - o.y) for o in labels]
            assert min(gaps) == gaps[labels.index(label)]

    def test_a_label_keeps_off_a_road_where_there_is_room(self) -> None:
        label = Label(x=200, y=200, radius=3, width=40, height=10)
        # A road that runs up and down, where a label alone would stand.
        road = [(200.0, 50.0 + 3 * k) for k in range(100)]
        (alone,) = place([label], FRAME)
        assert alone[0] < 200 < alone[2]
        (box,) = place([label], FRAME, roads=road)
        assert not any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in road)
        x, y = nearest(box, label.x, label.y)
        assert hypot(x - label.x, y - label.y) < 15

    def test_a_label_keeps_off_what_stands_on_the_map(self) -> None:
        label, scale = Label(x=60, y=10, radius=3, width=40, height=10), (0.0, 0.0, 120.0, 22.0)
        (box,) = place([label], FRAME, blocked=[scale])
        assert not overlap(box, scale)

    def test_the_same_places_twice(self) -> None:
        labels = [Label(x=40 * k, y=30 * k, radius=3, width=50, height=18) for k in range(1, 9)]
        assert place(labels, FRAME) == place(labels, FRAME)
