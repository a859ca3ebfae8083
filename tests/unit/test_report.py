"""The PDF of a run: what stands on each page, that it is tagged, the same bytes twice, and that texts stay texts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from planner.config import load_scenario
from planner.demand import people_by_district
from planner.records import Reading
from planner.report.document import document_of, figure_names
from planner.report.front import numbers
from planner.report.letters import clean
from planner.report.pdf import typeset
from planner.report.text import NOT_A_FINDING, gate_line
from planner.units import show_people
from tests.unit.report_run import (
    HOSTILE,
    Told,
    from_folder,
    pages,
    run_world,
    strings,
    with_hostile_texts,
)
from tests.worlds import HALL_ROADS, gate, site, triple, write_world

NUMBER = re.compile(r"\d[\d,]*")


def squash(text: str) -> str:
    """Return a text without blanks, since lines break anywhere."""
    return re.sub(r"\s+", "", text)


@pytest.fixture
def report(october_report: Path) -> Path:
    return october_report


class TestPages:
    def test_gates_and_run_are_on_every_page(self, told: Told, report: Path) -> None:
        line, run = gate_line(told.result["gates"]), told.run["run_id"]
        texts = pages(report)
        assert len(texts) >= 8
        for k, text in enumerate(texts, 1):
            assert squash(line) in squash(text), k
            assert squash(f"run {run} · page {k} of {len(texts)}") in squash(text)

    def test_first_page_in_order(self, report: Path) -> None:
        page = squash(pages(report)[0])
        parts = (
            "Voluntariness:",
            "Individual screening:",
            "1.3 million people in 28 days: not possible, at most",
            "impossible",
            "The proof, central reading",
            "People in scope",
            "Earliest day by which all could have crossed",
            "In queues or outside full sites on the worst night",
        )
        places = [page.find(squash(part)) for part in parts]
        assert -1 not in places
        assert places == sorted(places)

    def test_assumptions_begin_on_page_two(self, report: Path) -> None:
        assert "What nobody published" in pages(report)[1]
        assert "What was assumed" in pages(report)[1]

    def test_the_sentence_follows_the_answer_wherever_it_stands(self, report: Path) -> None:
        text = squash("".join(pages(report)))
        answer, sentence = "not-excluded-by-logistics", squash(NOT_A_FINDING)
        found = [m.end() for m in re.finditer(answer, text)]
        assert found, "the favourable reading has this answer"
        for end in found:
            assert text[end:].lstrip("(").lower().startswith(sentence)

    def test_brief_has_two_pages(self, told: Told, tmp_path: Path) -> None:
        texts = pages(told.report(tmp_path / "brief", brief=True))
        assert len(texts) == 2
        assert "How to make this report again" in texts[1]
        assert "Alternative" in texts[1]

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["all-through-sites", "double-crossings"])
    def test_the_fullest_briefs_have_two_pages_too(
        self, tmp_path: Path, embedded_run: Callable[[str], Path], name: str
    ) -> None:
        told = from_folder(embedded_run(name), load_scenario(name))
        assert len(pages(told.report(tmp_path / "brief", brief=True))) == 2

    def test_numbers_of_page_one_are_those_of_the_result(self, told: Told, report: Path) -> None:
        verdict, must = told.result["verdict"], told.result["exposure"]["must"]
        page = squash(pages(report)[0])
        for people in (
            verdict["in_scope_people"],
            verdict["on_time_people"]["proved_at_most"],
            verdict["left_after_deadline_people"]["at_least"],
        ):
            assert f"{people:,}" in page
        for name in ("nights_in_queue", "nights_in_holding", "most_waiting_people", "over_48h"):
            assert show_people(must[name]) in page
        allowed = {f"{value:,}" for value in _whole(told.result["verdict"])} | _exact(told)
        ordered = [reading["exposure"]["must"] for reading in told.result["readings"].values()]
        allowed |= {show_people(value) for row in ordered for value in row.values() if isinstance(value, int)}
        free = "".join(re.sub(r"\d{1,2}\s\w+\s\d{4}|run \w+ · page", " ", text) for text in pages(report)[:1])
        printed = {number for number in NUMBER.findall(free) if "," in number.strip(",")}
        assert {number.strip(",") for number in printed} <= allowed

    @pytest.mark.parametrize("reading", list(Reading))
    def test_big_numbers_carry_their_range(self, told: Told, reading: Reading) -> None:
        rows = numbers(replace(told, result=_led_by(told, reading)).story)
        assert len(rows) == 6
        by_reading = {name: row["verdict"] for name, row in told.result["readings"].items()}
        scope = [[name, f"{by_reading[name]['in_scope_people']:,}"] for name in ("favourable", "central", "strict")]
        assert rows[0]["range"] == scope
        assert rows[0]["value"] == f"{by_reading[str(reading)]['in_scope_people']:,}"


def _led_by(told: Told, reading: Reading) -> dict[str, object]:
    """Return the result as the chosen reading would lead it."""
    part = told.result["readings"][str(reading)]
    verdict = {**part["verdict"], "robust": told.result["verdict"]["robust"]}
    scenario = {**told.result["scenario"], "reading": str(reading)}
    return {**told.result, "verdict": verdict, "completion": part["completion"], "scenario": scenario}


def _whole(value: object) -> list[int]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [number for part in parts for number in _whole(part)]


def _exact(told: Told) -> set[str]:
    """Return every whole number of the readings and of the certificate's claims, and the sums of their limits."""
    values = _whole(told.result["readings"])
    for claim in told.certificate["claims"]:
        values += [claim["bound"], claim["behind_people"], sum(row["capacity"] for row in claim["limits"])]
        places = {(row["id"], row["capacity"]) for row in claim["limits"]}
        for key in places:
            days = sum((row["id"], row["capacity"]) == key for row in claim["limits"])
            values += [key[1], key[1] * days]
    return {f"{value:,}" for value in values}


class TestAccess:
    def test_it_is_tagged_titled_and_in_english(self, told: Told, report: Path) -> None:
        with pikepdf.open(report) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "en-GB" or str(pdf.Root.Lang) == "en"
            assert str(pdf.docinfo.Title).startswith("1.3 million people in 28 days")
            assert "/Author" not in pdf.docinfo
            assert "/CreationDate" not in pdf.docinfo
            assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
            with pdf.open_outline() as outline:
                assert len(outline.root) >= 1
            assert told.result["verdict"]["in_scope_people"] == 1_300_000

    def test_every_figure_has_alt_text_and_tables_have_header_cells(self, told: Told, report: Path) -> None:
        wanted = figure_names(document_of(told.story, brief=False))
        first = ["bars", "way", "timeline", "ages", "map", "gaps", "curve", "arrivals"]
        last = ["waits", "backlog", "rights", "minutes", "days", "frontier", "binds", "fan", "tornado", "backtest"]
        assert wanted == [*first, *last]
        with pikepdf.open(report) as pdf:
            nodes = list(_nodes(pdf.Root.StructTreeRoot))
            pictures = [node for node in nodes if node.get("/S") == "/Figure"]
            assert len(pictures) == len(wanted)
            assert all(len(str(node.Alt)) > 40 for node in pictures)
            tables = [node for node in nodes if node.get("/S") == "/Table"]
            assert len(tables) >= 10
            for table in tables:
                assert any(node.get("/S") == "/TH" for node in _nodes(table))

    def test_header_cells_say_what_they_head_and_sections_are_bookmarks(self, told: Told, report: Path) -> None:
        blocks = document_of(told.story, brief=False)["blocks"]
        sections = [block["text"] for block in blocks if block["kind"] == "heading" and block["level"] == 2]
        with pikepdf.open(report) as pdf:
            heads = [node for node in _nodes(pdf.Root.StructTreeRoot) if node.get("/S") == "/TH"]
            assert len(heads) > 80
            assert all(_scope(head) == "/Column" for head in heads)
            with pdf.open_outline() as outline:
                marks = [mark.title for mark in outline.root[0].children]
        assert [mark for mark in marks if mark in sections] == sections

    def test_headings_go_down_one_level_at_a_time(self, report: Path) -> None:
        with pikepdf.open(report) as pdf:
            names = [str(node.get("/S")) for node in _nodes(pdf.Root.StructTreeRoot)]
        levels = [int(name[2:]) for name in names if re.fullmatch(r"/H\d", name)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_fonts_are_embedded_and_copy_as_text(self, report: Path) -> None:
        with pikepdf.open(report) as pdf:
            fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
            assert fonts
            assert all("/ToUnicode" in font for font in fonts)


def _nodes(node: pikepdf.Object) -> list[pikepdf.Dictionary]:
    """Return the structure elements below a node, itself included, in reading order."""
    found: list[pikepdf.Dictionary] = []
    if isinstance(node, pikepdf.Dictionary):
        found.append(node)
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            found += _nodes(kid)
    return found


def _scope(head: pikepdf.Object) -> str:
    """Return the scope among the attributes of a header cell."""
    told = head.A
    rows = list(told) if isinstance(told, pikepdf.Array) else [told]
    return next(str(row.Scope) for row in rows if "/Scope" in row)


class TestWording:
    def test_no_word_of_praise_is_used_of_a_plan(self, told: Told) -> None:
        own = _without_case_texts(told)
        text = " ".join(strings(document_of(own.story, brief=False))).lower().replace(NOT_A_FINDING, "")
        for word in ("humane", "lawful", "approved", "compliant", "illegal", "burden"):
            assert word not in text, word
        # "Untargeted formula" is a term of the standards, and of no person.
        assert "target" not in text.replace("no untargeted infant formula", "")

    def test_what_is_not_assessed_says_so(self, told: Told) -> None:
        rows = [row for block in document_of(told.story, brief=False)["blocks"] for row in block.get("rows", [])]
        cold = next(row for row in rows if row[0] == "Nights in the cold")
        assert cold[1:] == ["NOT ASSESSED", "NOT ASSESSED"]

    def test_no_district_is_named_in_what_the_report_says_itself(self, told: Told) -> None:
        own = _without_case_texts(told)
        said = [text for text in strings(document_of(own.story, brief=False)) if "<svg" not in text]
        public = " ".join(
            [p.name for p in (*told.case.crossings, *told.case.sites)] + [d.province for d in told.case.districts]
        )
        hidden = [d.name for d in told.case.districts if d.name not in public]
        assert len(hidden) > 50
        for name in hidden:
            pattern = re.compile(rf"\b{re.escape(name)}\b")
            assert not [text for text in said if pattern.search(text)], name

    def test_no_district_stands_beside_its_count(self, told: Told, report: Path) -> None:
        scenario = load_scenario("october-31").scenario
        text = "\n".join(pages(report))
        checked = 0
        for reading in Reading:
            for district, people in zip(
                told.case.districts, people_by_district(told.case, scenario, reading), strict=True
            ):
                shown = {f"{people:,}", str(people), show_people(people)}
                for place in re.finditer(rf"\b{re.escape(district.name)}\b", text):
                    near = set(NUMBER.findall(text[max(place.start() - 60, 0) : place.end() + 60]))
                    assert people == 0 or not shown & near, district.name
                    checked += 1
        assert checked > 20


def _without_case_texts(told: Told) -> Told:
    """Return a run whose case tells nothing in words of its own, so that only the report's own words are left."""
    quiet = told.with_case(
        notes=(),
        statements=(),
        timeline=(),
        sources={key: replace(row, title="", publisher="", address="") for key, row in told.case.sources.items()},
    )
    return replace(quiet, result={**told.result, "assumptions": []})


class TestBytes:
    def test_twice_the_same(self, small: Told, small_report: Path, tmp_path: Path) -> None:
        assert small.report(tmp_path / "again").read_bytes() == small_report.read_bytes()

    @pytest.mark.slow
    def test_the_same_in_another_process(self, small: Told, small_report: Path, tmp_path: Path) -> None:
        run = small.case_folder.parent / "run"
        code = (
            "import sys\nfrom pathlib import Path\nfrom planner.config import load_scenario\n"
            "from tests.unit.report_run import from_folder\n"
            "run, config, out = map(Path, sys.argv[1:])\n"
            "from_folder(run, load_scenario(str(config))).report(out)\n"
        )
        root = Path(__file__).resolve().parents[2]
        subprocess.run(
            [sys.executable, "-c", code, run, run.parent / "pencil.yaml", tmp_path / "there"],
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": "7", "HOME": str(tmp_path), "PATH": ""},
        )
        assert (tmp_path / "there" / "report.pdf").read_bytes() == small_report.read_bytes()

    def test_nothing_heavy_is_imported_before_it_is_needed(self) -> None:
        code = (
            "import sys, planner.report\n"
            "heavy = {'matplotlib', 'typst', 'geopandas', 'pandas', 'shapely', 'fontTools', 'numpy'}\n"
            "print(sorted(heavy & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.fixture(scope="module")
def hostile(small: Told, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    changed = with_hostile_texts(small)
    return pages(changed.report(tmp_path_factory.mktemp("hostile")))


class TestHostileTexts:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_it_prints_as_text(self, hostile: list[str], text: str) -> None:
        # Typesetting puts letters written right to left in the order in which they are seen.
        words = text.split() if "ترخم" in text else [text]
        printed = squash("".join(hostile))
        assert all(squash(word) in printed or squash(word)[::-1] in printed for word in words)

    def test_no_link_is_made_of_an_address(self, small_report: Path) -> None:
        with pikepdf.open(small_report) as pdf:
            assert not any("/Annots" in page for page in pdf.pages)

    def test_controls_and_direction_changes_are_made_visible(self) -> None:
        assert clean({"a": ["x\u202ey\x07z", "tab\there\nthere"]}) == {"a": ["x\ufffdy\ufffdz", "tab here there"]}

    def test_markup_is_never_evaluated(self, small: Told) -> None:
        document = {**document_of(small.story, brief=True), "figures": {}}
        document["blocks"] = [{"kind": "para", "text": '#panic("evaluated") #image("/etc/passwd")'}]
        document["front"]["picture"] = {"kind": "note", "text": "none"}
        assert typeset(document).startswith(b"%PDF")


class TestWorlds:
    """Every kind of answer, and cases without this or that, make a report."""

    @pytest.mark.parametrize(
        ("tables", "config", "title"),
        [
            ({}, "", "not excluded by logistics"),
            pytest.param(
                {"crossings": [gate(**triple("people_per_day", ""))]},
                "",
                "undecided, 1 limit it would rest on was",
                marks=pytest.mark.slow,
            ),
            pytest.param(
                {"crossings": [gate(**triple("people_per_day", 0))]},
                "",
                "not possible, at most 0 could cross",
                marks=pytest.mark.slow,
            ),
            (
                {"sites": [site(**triple("places", 20))], "legs": HALL_ROADS},
                "streams: {self_organised: 0}",
                "not possible within minimum standards",
            ),
        ],
        ids=["yes", "undecided", "never", "no"],
    )
    def test_an_answer(self, tmp_path: Path, tables: dict[str, object], config: str, title: str) -> None:
        told = run_world(write_world(tmp_path, config=config, **tables), tmp_path)  # type: ignore[arg-type]
        text = squash("".join(pages(told.report(tmp_path / "report"))))
        assert squash(title) in text

    @pytest.mark.slow
    def test_three_hundred_crossings(self, small: Told, tmp_path: Path) -> None:
        # The one gate of the small world, three hundred times on a grid; what is told is not solved again.
        base, row = small.case.crossings[0], small.result["crossings"][0]
        limit = next(limit for limit in small.result["limits"] if limit["id"] == "throughput:gate")
        places = [(f"g{k}", f"Gate number {k}", 70 + k % 20 / 10, 33 + k // 20 / 10) for k in range(300)]
        crossings = tuple(
            replace(base, id=key, name=name, lon=Fraction(lon), lat=Fraction(lat)) for key, name, lon, lat in places
        )
        legs = tuple(replace(small.case.legs[0], to_id=key) for key, _, _, _ in places)
        result = {
            **small.result,
            "crossings": [{**row, "id": key, "name": name} for key, name, _, _ in places],
            "limits": [{**limit, "id": f"throughput:{key}", "place": key} for key, _, _, _ in places],
        }
        many = replace(small.with_case(crossings=crossings, legs=legs), result=result)
        text = "".join(pages(many.report(tmp_path / "report")))
        assert all(f"Gate number {k}" in text for k in range(300))

    def test_the_run_folder_is_read_as_it_was_written(self, small: Told) -> None:
        run = small.case_folder.parent / "run"
        again = from_folder(run, load_scenario(str(run.parent / "pencil.yaml")))
        assert again.result == small.result
