"""Figures: the same bytes, letters in fonts of the report, and labels that keep clear of each other."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from xml.etree import ElementTree as Xml

import pikepdf
import pytest

from planner.report.drawing import spread, style, with_edges
from planner.report.figures import draw, draw_curve
from planner.report.fonts import drawable
from planner.report.labels import Label, nearest, overlap, place
from planner.report.story import Story
from tests.unit.report_run import Told, pages

FRAME = (0.0, 0.0, 400.0, 400.0)
FIGURES = ("bars", "map", "curve", "arrivals")


@pytest.fixture(scope="module")
def drawn(told: Told) -> dict[str, str]:
    return draw(told.story, FIGURES, told.case_folder)


@pytest.mark.parametrize("name", FIGURES)
def test_letters_stay_letters_and_nothing_is_fetched(drawn: dict[str, str], name: str) -> None:
    root = Xml.fromstring(drawn[name])
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {"path", "text"} <= tags
    assert not tags & {"image", "script", "foreignObject"}
    assert set(re.findall(r"font-family: ([^;\"]*)", drawn[name])) == {"'Report Sans', 'DejaVu Sans'"}
    assert "<dc:date>" not in drawn[name]
    assert not re.search(r'href="(?!#)', drawn[name])


def test_print_sets_letters_of_figures_in_the_fonts_they_were_measured_in(told: Told, tmp_path: Path) -> None:
    report = told.report(tmp_path)
    assert "in hired vehicles, straight to a crossing" in "".join(pages(report))
    with pikepdf.open(report) as pdf:
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


def test_heights_are_spread_upwards() -> None:
    assert spread([0, 1, 10], 4) == [0, 4, 10]
    assert spread([5, 5, 5], 2) == [5, 7, 9]


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

    def test_the_same_places_twice(self) -> None:
        labels = [Label(x=40 * k, y=30 * k, radius=3, width=50, height=18) for k in range(1, 9)]
        assert place(labels, FRAME) == place(labels, FRAME)
