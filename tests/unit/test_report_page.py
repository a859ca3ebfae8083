"""The report as a page: one file, the same findings, texts that stay texts, tables and figures anyone can read."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from planner.report.document import document_of
from planner.report.page import write_page
from planner.report.page.drawn import on_page
from planner.report.page.paths import shorter
from planner.report.text import NOT_A_FINDING
from planner.units import show_people
from tests.unit.report_run import HOSTILE, Told, strings, with_hostile_texts

LARGEST_BYTES = 300_000


class Page(HTMLParser):
    """The elements of a page and its text outside drawings, in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "svg"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.said.append(data)

    @cached_property
    def text(self) -> str:
        return re.sub(r"\s+", "", "".join(self.said))


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def written(told: Told, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    write_page(folder, told.story, told.case_folder)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def source(told: Told, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(told, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_it_is_one_small_file_that_asks_for_nothing(source: str, page: Page) -> None:
    assert len(source.encode("utf-8")) < LARGEST_BYTES
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "audio", "video", "source"}
    links = [
        value for _, attrs in page.elements for key, value in attrs.items() if key in ("src", "href", "xlink:href")
    ]
    assert links
    assert all(value is not None and value.startswith("#") for value in links)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    style = re.sub(r"url\(#[^)]*\)", "", source)
    assert "url(" not in style
    assert "@import" not in style


def test_it_has_every_text_of_the_report(told: Told, page: Page) -> None:
    document = document_of(told.story, brief=False)
    shown = {key: value for key, value in document.items() if key not in ("lang", "blocks", "front")}
    label = ""
    for block in document["blocks"]:
        label = block.get("label") or label
        if label == "Annex: data dictionary":  # tables/dictionary.csv stands beside the page
            continue
        keys = ("text", "label", "items", "caption", "head", "rows")
        # The map of the page shows other numbers than the printed one, and says so below it.
        own = ("caption",) if block.get("name") == "map" else ()
        said = {key: block[key] for key in keys if key in block and key not in own}
        for text in strings(said):
            assert squash(text) in page.text, text
    for key in ("about", "title", "verdict", "numbers", "numbers_note", "gates"):
        for text in strings(document["front"][key]):
            assert squash(text) in page.text, text
    assert squash(shown["footer"]["gates"]) in page.text


def test_the_map_says_what_its_circles_are(told: Told, page: Page) -> None:
    printed = next(b for b in document_of(told.story, brief=False)["blocks"] if b.get("name") == "map")["caption"]
    assert "by the people across by the deadline; the number is that count" in printed
    assert squash("by the people across by the deadline; the number is that count") not in page.text
    most = max(day["people"] for row in told.result["crossings"] for day in row["daily"])
    assert squash(f"sized by the people across in a day, the largest for {most:,}") in page.text
    assert squash("imply no view on the status of any territory") in page.text


def test_every_number_is_one_of_the_report_or_of_the_map(told: Told, page: Page) -> None:
    numbers = re.compile(r"\d[\d,]*")
    allowed = set(numbers.findall(" ".join(strings(document_of(told.story, brief=False)))))
    allowed |= {f"{row['crossed_people']:,}" for row in told.result["crossings"]}
    allowed |= set(numbers.findall(told.run["command"]))
    printed = set(numbers.findall(" ".join(page.said)))
    assert {number.rstrip(",") for number in printed} <= {number.rstrip(",") for number in allowed}


def test_links_lead_to_sections_and_names_stand_once(page: Page) -> None:
    names = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(names) == len(set(names))
    used = [v[1:] for _, attrs in page.elements for k, v in attrs.items() if k in ("href", "xlink:href") and v]
    assert set(used) <= set(names)


def test_headings_tables_and_pictures(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") > 10
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in page.elements if tag == "th")
    pictures = [attrs for tag, attrs in page.elements if tag == "svg"]
    assert len(pictures) >= 4
    assert all(attrs["role"] == "img" and len(attrs["aria-label"] or "") > 40 for attrs in pictures)


def test_the_sentence_follows_the_answer(page: Page) -> None:
    answer, sentence = "not-excluded-by-logistics", squash(NOT_A_FINDING)
    ends = [found.end() for found in re.finditer(answer, page.text)]
    assert ends
    assert all(page.text[end:].lstrip("(").lower().startswith(sentence) for end in ends)


def test_the_slider_tells_the_plan(told: Told, source: str) -> None:
    found = re.search(r'<script type="application/json" id="moves">(.*?)</script>', source, re.DOTALL)
    assert found is not None
    moves = json.loads(found[1])
    assert len(moves["steps"]) == 28
    by_name = {row["name"]: row for row in moves["crossings"]}
    for row in told.result["crossings"]:
        assert by_name[row["name"]]["people"] == [day["people"] for day in row["daily"]]
    weeks = {(r["from"], r["to"]): r["people"] for r in moves["corridors"]}
    names = told.story.names
    for row in told.result["corridors"]:
        key = (names.get(row["from"], row["from"]), names.get(row["to"], row["to"]))
        if key in weeks:
            assert row["people"] in weeks[key]
    assert weeks


def test_no_district_stands_on_the_page(told: Told, source: str) -> None:
    quiet = replace(told, result={**told.result, "assumptions": []}).with_case(notes=(), statements=(), timeline=())
    quiet = quiet.with_case(
        sources={key: replace(row, title="", publisher="", address="") for key, row in told.case.sources.items()}
    )
    text = " ".join(strings(document_of(quiet.story, brief=False)))
    found = re.search(r'id="moves">(.*?)</script>', source, re.DOTALL)
    assert found is not None
    text += found[1]
    public = " ".join([p.name for p in (*told.case.crossings, *told.case.sites)])
    public += " ".join(district.province for district in told.case.districts)
    hidden = [district for district in told.case.districts if district.name not in public]
    assert len(hidden) > 50
    assert not [d.name for d in hidden if re.search(rf"\b{re.escape(d.name)}\b", text)]
    assert not [d.pcode for d in told.case.districts if d.pcode in text]


def test_hidden_counts_stay_hidden(small: Told, tmp_path: Path) -> None:
    result = json.loads(json.dumps(small.result))
    result["corridors"][0]["people"] = None
    source = written(replace(small, result=result), tmp_path)
    found = re.search(r'id="moves">(.*?)</script>', source, re.DOTALL)
    assert found is not None
    assert any(None in row["people"] for row in json.loads(found[1])["corridors"])


def test_the_same_bytes_twice(small: Told, tmp_path: Path) -> None:
    assert written(small, tmp_path / "a") == written(small, tmp_path / "b")


@pytest.fixture(scope="module")
def hostile(small: Told, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(with_hostile_texts(small), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_prints_as_text(hostile: str, text: str) -> None:
    assert squash(f"{text} end") in Page(hostile).text


def test_hostile_texts_add_no_element(small: Told, hostile: str, tmp_path: Path) -> None:
    tame = [tag for tag, _ in Page(written(small, tmp_path)).elements]
    wild = [tag for tag, _ in Page(hostile).elements]
    assert wild.count("script") == tame.count("script") == 2
    assert wild.count("style") == tame.count("style") == 1
    assert not [a for _, attrs in Page(hostile).elements for a in attrs if a.startswith("on")]


def test_letters_in_a_figure_stay_as_they_are() -> None:
    name = '&lt;b&gt; #0072B2 id="x" url(#y) 1.2345'
    svg = f'<svg viewBox="0 0 9 9"><text id="t" style="fill: #0072b2; font-family: Report Sans">{name}</text></svg>'
    drawn, looks = on_page({"one": svg}, {"one": "what it shows"})
    assert unescape(name) in unescape(drawn["one"])
    assert looks == ".figure .k0{fill:var(--blue)}"
    assert "Report Sans" not in drawn["one"]


def test_figures_share_their_looks_and_keep_their_names_apart() -> None:
    bar = '<path d="M 1 2 L 3 2 z" clip-path="url(#c)" style="fill: #0072b2"/>'
    svg = f'<svg viewBox="0 0 9 9"><clipPath id="c"><path d="M 0 0 L 9 9 z"/></clipPath>{bar * 3}<g /></svg>'
    drawn, looks = on_page({"one": svg, "two": svg}, {"one": "first", "two": "second"})
    assert looks.count("fill:var(--blue)") == 1
    for name, link in (("one", "f0_0"), ("two", "f1_0")):
        assert drawn[name].count(f'id="{link}"') == 1
        word = re.search(rf"\.(k\d+){{clip-path:url\(#{link}\)}}", looks)
        assert word is not None
        assert re.search(
            rf'<g class="k\d+ k\d+">{re.escape("<path d=" + chr(34) + "m1 2h2z" + chr(34) + "/>") * 3}</g>', drawn[name]
        )
        assert word[1] in drawn[name]
        assert "<g />" not in drawn[name]


def test_faint_paths_alike_stay_apart_since_some_lie_on_others() -> None:
    bar = '<path d="M 1 2 L 3 2 z" style="opacity: 0.5"/>'
    drawn, _ = on_page({"one": f'<svg viewBox="0 0 9 9">{bar * 3}</svg>'}, {"one": "what it shows"})
    assert "<g" not in drawn["one"]


@pytest.mark.parametrize("seed", range(8))
def test_a_shorter_path_runs_through_the_same_tenths(seed: int) -> None:
    rng = random.Random(seed)
    points = {"M": 1, "L": 1, "Q": 2, "C": 3}
    wanted: list[tuple[str, list[int]]] = []
    for k in range(200):
        letter = "M" if k % 40 == 0 else rng.choice("LLLLQCMz")
        numbers = [rng.choice((0, 5, rng.randint(-9999, 9999))) for _ in range(2 * points.get(letter, 0))]
        wanted.append((letter, numbers))
    path = " ".join(" ".join([letter, *(f"{number / 10:.4f}" for number in numbers)]) for letter, numbers in wanted)
    found = absolute(shorter(path))
    assert found == wanted
    assert len(shorter(path)) < 0.8 * len(path)


def test_a_long_line_keeps_its_look_with_fewer_points() -> None:
    rng = random.Random(7)
    heights = [3000 - 5 * k + rng.choice((-1, 0, 1)) + (900 if k == 200 else 0) for k in range(373)]
    path = "M 0 300 " + " ".join(f"L {1.15 * k:.4f} {height / 10:.4f}" for k, height in enumerate(heights))
    points = [(x / 10, y / 10) for _, (x, y) in absolute(shorter(path))]
    assert len(points) < 0.5 * len(heights)
    assert points[-1] == (round(1.15 * 372, 1), heights[-1] / 10)
    # Each day that was left out lies next to the line that is left; the one that sticks out was not.
    assert (230.0, heights[200] / 10) in points
    for k, height in enumerate(heights):
        x = 1.15 * k
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(points) if pair[0][0] - 0.06 <= x <= pair[1][0] + 0.06)
        y = y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y0
        steep = abs(y1 - y0) > 10
        assert steep or abs(y - height / 10) <= 0.3


def absolute(path: str) -> list[tuple[str, list[int]]]:
    """Read a path of relative steps as absolute ones in tenths, by the grammar of SVG."""
    at, start, told = (0, 0), (0, 0), []
    for letter, rest in re.findall(r"([a-z])([^a-z]*)", path):
        steps = [round(float(number) * 10) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if letter == "z":
            at = start
            told.append(("z", []))
            continue
        size = {"m": 2, "l": 2, "q": 4, "c": 6, "h": 1, "v": 1}[letter]
        for k in range(0, len(steps), size):
            step = steps[k : k + size]
            flat = [*step, 0] if letter == "h" else [0, *step] if letter == "v" else step
            ends = [number + at[j % 2] for j, number in enumerate(flat)]
            at = (ends[-2], ends[-1])
            start = at if letter == "m" else start
            told.append(("L" if letter in "hv" else letter.upper(), ends))
    return told


def test_a_path_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'A'"):
        shorter("M 0 0 A 1 1 0 0 0 2 2")


def test_three_hundred_crossings(small: Told, tmp_path: Path) -> None:
    base, row = small.case.crossings[0], small.result["crossings"][0]
    places = [(f"g{k}", f"Gate number {k}", 70 + k % 20 / 10, 33 + k // 20 / 10) for k in range(300)]
    crossings = tuple(
        replace(base, id=k, name=n, lon=type(base.lon)(x), lat=type(base.lat)(y)) for k, n, x, y in places
    )
    result = {**small.result, "crossings": [{**row, "id": key, "name": name} for key, name, _, _ in places]}
    source = written(replace(small.with_case(crossings=crossings), result=result), tmp_path)
    assert len(source.encode("utf-8")) < LARGEST_BYTES
    assert all(f"Gate number {k}" in source for k in range(300))


def test_counts_in_the_numbers_are_shown_by_the_rule(told: Told, page: Page) -> None:
    must = told.result["exposure"]["must"]
    assert show_people(must["nights_in_queue"]) in page.text
    assert f"{must['nights_in_queue']:,}" not in page.text
