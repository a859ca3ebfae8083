"""The scan of what goes out: planted leaks of every rule and format are found by rule and place, look-alikes pass."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from planner.config import load_scenario
from planner.disclosure import DisclosureError, Known, Scan, check_going_out, known_of, scan
from planner.pipeline import prepare
from tests.unit import leaky_files as make
from tests.unit.test_disclosure import EASTERN, PERSIAN

CNIC = "35202-1234567-1"
CORRIDORS = "week_start,from,to,people_rounded"
SOLE = "Islamabad Capital Territory"


@pytest.fixture(scope="module")
def known() -> Known:
    """What is public in the embedded case."""
    case = prepare(load_scenario("october-31")).case
    return known_of([case], sole=[SOLE], gates=[make.GATES])


@dataclass(frozen=True)
class Plant:
    """One leak: how it is planted, the rule that must find it and where; the planted value itself is never told."""

    what: str
    plant: Callable[[Path], object]
    rule: str
    where: str
    secret: str


LEAKS = [
    # Tables
    Plant("a district's code as an origin", lambda f: make.csv(f, CORRIDORS, "2023-10-04,PK101,torkham,5400"),
          "G1-district", "table.csv, row 2, people_rounded", "5400"),
    Plant("a district's name beside a count", lambda f: make.csv(f, "place,kind,people", "Peshawar,x,54000"),
          "G1-district", "table.csv, row 2, people", "54000"),
    Plant("a district that is a crossing too, as an origin",
          lambda f: make.csv(f, CORRIDORS, "2023-10-04,Chaman,torkham,5400"),
          "G1-district", "table.csv, row 2, people_rounded", "5400"),
    Plant("a district's withheld count", lambda f: make.csv(f, "district,people", "Swat,<10"),
          "G1-district", "table.csv, row 2, people", "Swat"),
    Plant("a province that is one district",
          lambda f: make.csv(f, CORRIDORS, "2023-10-04,Islamabad Capital Territory,torkham,32200"),
          "G1-district", "table.csv, row 2, people_rounded", "32200"),
    Plant("seven people from a province", lambda f: make.csv(f, CORRIDORS, "2023-10-04,Punjab,torkham,7"),
          "G2-small-cell", "table.csv, row 2, people_rounded", "Punjab"),
    Plant("people from a province, to the person", lambda f: make.csv(f, CORRIDORS, "2023-10-04,Punjab,torkham,12345"),
          "G7-exact", "table.csv, row 2, people_rounded", "12345"),
    Plant("a column about persons", lambda f: make.csv(f, "id,father_name", "1,Zar Wali"),
          "R2-person-header", "table.csv, row 1, column 2", "Zar Wali"),
    Plant("an identity number in Persian digits", lambda f: make.csv(f, "id,note", f"1,{CNIC.translate(PERSIAN)}"),
          "R3-cnic", "table.csv, row 2, note", CNIC.translate(PERSIAN)),
    Plant("a plan called approved", lambda f: make.csv(f, "id,title", "1,The approved plan"),
          "G3-word", "table.csv, row 2, title", "approved"),
    # Documents
    Plant("counts keyed by district", lambda f: make.document(f, {"people": {"Peshawar": 5400, "Swat": 300}}),
          "G1-district", "result.json, people, value 1", "5400"),
    Plant("a count inside a district's record",
          lambda f: make.document(f, {"rows": [{"name": "Swat", "weeks": [{"people": 120}]}]}),
          "G1-district", "result.json, rows[0].weeks[0], people", "120"),
    Plant("a list of a district and a count", lambda f: make.document(f, {"rows": [["Mardan", 5400]]}),
          "G1-district", "result.json, rows[0], 1", "5400"),
    Plant("four people in a corridor", lambda f: make.document(f, {"corridors": [{"from": "Sindh", "people": 4}]}),
          "G2-small-cell", "result.json, corridors[0], people", "Sindh"),
    Plant("six people keyed by province", lambda f: make.document(f, {"people_by_province": {"Sindh": 6}}),
          "G2-small-cell", "result.json, people_by_province.Sindh", ": 6"),
    Plant("a telephone as a number", lambda f: make.document(f, {"contact_code": 923001234567}),
          "R3-phone", "result.json, contact_code", "923001234567"),
    Plant("people called illegal", lambda f: make.document(f, {"text": "All illegal Afghans leave."}),
          "G3-word", "result.json, text", "illegal"),
    # Configurations
    Plant("people set by district", lambda f: make.yaml(f, "people:", "  undocumented: {PK101: 4000}"),
          "G1-district", "config.resolved.yaml, line 2, people.undocumented, value 1", "4000"),
    Plant("a comment about a district", lambda f: make.yaml(f, "# 5,400 people live in Peshawar"),
          "G1-district", "config.resolved.yaml, line 1", "5,400"),
    # Drawings and pages
    Plant("a label on a map", lambda f: make.svg(f, "<text>Peshawar</text>", "<text>Mardan 5,400</text>"),
          "G1-district", "map.svg, line 3", "5,400"),
    Plant("a tooltip with seven people", lambda f: make.svg(f, "<g><title>Punjab to Torkham: 7 people</title></g>"),
          "G2-small-cell", "map.svg, line 2", "7 people"),
    Plant("a row of a page's table",
          lambda f: make.page(f, "<table><tr><th>Place</th><th>People</th></tr>",
                              "<tr><th>Peshawar</th><td>54,000</td></tr></table>"),
          "G1-district", "report.html, line 3, People", "54,000"),
    Plant("a page without the gates", lambda f: make.page(f, "<p>A finding.</p>", gates=False),
          "G4-gate", "report.html, the page", "finding"),
    Plant("a plan called humane", lambda f: make.page(f, "<p>The plan is humane.</p>"),
          "G3-word", "report.html, line 2", "humane"),
    Plant("people called a burden", lambda f: make.page(f, "<p>A burden of people on the road.</p>"),
          "G3-word", "report.html, line 2", "burden"),
    Plant("an e-mail in a comment", lambda f: make.page(f, "<!-- ask gul.khan@example.org -->"),
          "R3-email", "report.html, line 2, a comment", "gul.khan"),
    Plant("a count in embedded data",
          lambda f: make.page(f, '<script type="application/json">{"rows": [{"pcode": "PK110", "n": 640}]}</script>'),
          "G1-district", "report.html, line 2, rows[0], n", "640"),
    Plant("a count in an attribute", lambda f: make.page(f, '<p data-tip="5,400 people from Peshawar">x</p>'),
          "G1-district", "report.html, line 2, data-tip", "5,400"),
    Plant("a sentence of a report", lambda f: make.pdf(f, "One.", "Of these, 5,400 people would leave from Peshawar."),
          "G1-district", "report.pdf, page 2, line 1 of its words", "5,400"),
    Plant("a table of a report", lambda f: make.pdf(f, "#table(columns: 2, [District], [People], [Mardan], [12,300])"),
          "G1-district", "report.pdf, page 1, line 2 of its words", "12,300"),
    Plant("a page of a report without the gates", lambda f: make.pdf(f, "One.", gates=False),
          "G4-gate", "report.pdf, page 1", "One"),
    Plant("a telephone in Eastern digits in a report",
          lambda f: make.pdf(f, '#text(font: "DejaVu Sans")[' + "0300-1234567".translate(EASTERN) + "]"),
          "R3-phone", "report.pdf, page 1, numbers read from right to left", "0300-1234567".translate(EASTERN)),
    Plant("a report's title", lambda f: make.pdf(f, "One.", title="5,400 people in Swat"),
          "G1-district", "report.pdf, metadata, Title", "5,400"),
    Plant("a report's author", lambda f: make.pdf(f, "One.", author="An agency"),
          "G5-author", "report.pdf, metadata", "An agency"),
    # Workbooks and layers
    Plant("a cell of a workbook", lambda f: make.workbook(f, ("place", "people"), ("PK104", 640)),
          "G1-district", "workbook.xlsx, sheet 1, row 2, people", "640"),
    Plant("a small cell of a workbook", lambda f: make.workbook(f, ("from", "to", "people"), ("Punjab", "torkham", 3)),
          "G2-small-cell", "workbook.xlsx, sheet 1, row 2, people", "Punjab"),
    Plant("a workbook's author", lambda f: make.workbook(f, ("a",), (1,), author="An agency"),
          "G5-author", "workbook.xlsx, properties", "An agency"),
    Plant("a passport in a workbook", lambda f: make.workbook(f, ("id", "note"), (1, "AB1234567")),
          "R3-passport", "workbook.xlsx, sheet 1, row 2, note", "AB1234567"),
    Plant("a layer of districts", lambda f: make.layers(f, "areas", ("name", "people"), ("Peshawar", 54000)),
          "G1-district", "corridors.gpkg, layer areas, row 1, people", "54000"),
    Plant("a small cell of a layer",
          lambda f: make.layers(f, "corridors", ("from_place", "to_place", "people"), ("Sindh", "Chaman", 8)),
          "G2-small-cell", "corridors.gpkg, layer corridors, row 1, people", "Sindh"),
    Plant("a layer's description", lambda f: make.layers(f, "roads", ("km",), (3,), about="A lawful route"),
          "G3-word", "corridors.gpkg, layer gpkg_contents, row 1, description", "lawful"),
    Plant("a column of a layer", lambda f: make.layers(f, "roads", ("phone",), ("none",)),
          "R2-person-header", "corridors.gpkg, layer roads, column 3", "none"),
    # Names and formats of files
    Plant("a file about one district", lambda f: make.csv(f, "id", "1", name="people_peshawar.csv"),
          "G1-district", "file 1 in the order of names", "peshawar"),
    Plant("a file named for a person", lambda f: make.csv(f, "id", "1", name=f"x_{CNIC}.csv"),
          "R3-cnic", "file 1 in the order of names", CNIC),
    Plant("a format that no reader knows", lambda f: (f / "people.parquet").write_bytes(b"PAR1"),
          "G6-format", "people.parquet", "PAR1"),
    Plant("a workbook that is none", lambda f: (f / "workbook.xlsx").write_bytes(b"no zip"),
          "G6-format", "workbook.xlsx", "no zip"),
]  # fmt: skip


def test_the_plants_are_thirty_at_least_and_of_every_rule_and_format() -> None:
    assert len(LEAKS) >= 30
    assert {leak.rule for leak in LEAKS} >= {f"G{k}-{name}" for k, name in enumerate(
        ("district", "small-cell", "word", "gate", "author", "format", "exact"), 1)}  # fmt: skip
    formats = {Path(leak.where.split(",")[0]).suffix for leak in LEAKS}
    assert formats >= {".csv", ".json", ".yaml", ".svg", ".html", ".pdf", ".xlsx", ".gpkg"}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.what)
def test_a_planted_leak_is_found_and_not_repeated(leak: Plant, tmp_path: Path, known: Known) -> None:
    leak.plant(tmp_path)
    found = scan(tmp_path, known)
    told = [(one.rule, f"{one.file}, {one.place}" if one.place else one.file) for one in found]
    assert (leak.rule, leak.where) in told
    with pytest.raises(DisclosureError) as caught:
        check_going_out(tmp_path, known)
    assert leak.rule in str(caught.value)
    assert leak.secret not in re.sub(r"people_peshawar(?=\.csv)", "", str(caught.value))


LOOK_ALIKES: list[tuple[str, Callable[[Path], object]]] = [
    ("Chaman, the crossing", lambda f: make.csv(f, "crossing_id,crossing,people", "chaman,Chaman,5000")),
    ("Islamabad, a site's province",
     lambda f: make.csv(f, "site_id,site,province,arrivals_rounded",
                        'holding-islamabad,"Islamabad, sector I-14",Islamabad Capital Territory,120')),
    ("Gilgit, Haripur and Pishin, sites of those names",
     lambda f: make.document(f, {"sites": [{"id": "holding-gilgit", "name": "Gilgit", "most_held": 40},
                                           {"id": "holding-pishin", "name": "Pishin", "most_held": 7}]})),
    ("a site in Peshawar, by its whole name",
     lambda f: make.pdf(f, "Peshawar, Nasir Bagh Road: 2,000 people held; Landi Kotal transit camp: 400 people.")),
    ("the fixed sentence, broken over lines",
     lambda f: make.pdf(f, "#box(width: 5cm)[Not excluded: this is not a finding that it is lawful, safe or "
                           "voluntary.]")),
    ("longitudes, latitudes and drawn paths",
     lambda f: make.layers(f, "sites", ("id", "lon", "lat"), ("hall", 71.54321, 34.12345))),
    ("a source's title with a district and a number",
     lambda f: make.page(f, "<p>Attock district, Hazro Degree College: 500 (Dawn, 23 November 2023, when it came to "
                            "serve the whole division; printed per day, read as places); low as the other points of "
                            "Punjab. A second building in Attock is named without a figure</p>")),
    ("an address with a headline's words",
     lambda f: make.csv(f, "id,address", "1,https://dawn.com/news/1787353/sindh-to-send-illegal-immigrants-back")),
    ("a withheld cell", lambda f: make.csv(f, f"{CORRIDORS},withheld", "2023-10-04,Punjab,torkham,,<10")),
    ("seven people at a crossing, from nowhere said",
     lambda f: make.document(f, {"crossings": [{"date": "2023-10-04", "id": "badini", "from_self": 7}]})),
    ("hashes with thirteen digits in a row",
     lambda f: make.document(f, {"inputs": {"a.csv": "ab3520212345671cd" + "e" * 47}, "seal": "a3520212345671bc"})),
    ("a price", lambda f: make.document(f, {"prices": [{"limit": "throughput:torkham", "value": "3520/212345671"}]})),
    ("numbers of a table that run together like a telephone",
     lambda f: make.pdf(f, "#table(columns: 6, [Sindh], [0], [300], [700], [700], [1,700])")),
    ("a limit on a road from a district's town",
     lambda f: make.document(f, {"limits": [{"id": "leg:PK101-kohala", "place": "PK101-kohala", "capacity": 900}]})),
    ("an event in a district, and how many died",
     lambda f: make.page(f, "<p>Bombings in Mastung and Hangu: About 60 people died; the order to leave followed "
                            "four days later</p>")),
    ("towns and dates", lambda f: make.page(f, "<p>Landi Kotal, 31 October 2023. Lahore, 27 October 2023.</p>")),
    ("an assumption's and a district's like code",
     lambda f: make.document(f, {"assumptions": [{"id": "A01", "value": 12}]})),
    ("rounded people from a province", lambda f: make.csv(f, CORRIDORS, "2023-10-04,Punjab,torkham,12300")),
]  # fmt: skip


@pytest.mark.parametrize("plant", [plant for _, plant in LOOK_ALIKES], ids=[what for what, _ in LOOK_ALIKES])
def test_a_look_alike_passes(plant: Callable[[Path], object], tmp_path: Path, known: Known) -> None:
    plant(tmp_path)
    assert scan(tmp_path, known) == ()


def test_a_page_from_right_to_left_carries_the_gates_in_english(tmp_path: Path, known: Known) -> None:
    line = " ".join(reversed(make.FOOT.split()))
    make.page(tmp_path, f"<p>{line}</p>", gates=False)
    assert scan(tmp_path, known) == ()
    make.page(tmp_path, f"<p>{line.replace('screening', '')}</p>", gates=False)
    assert [leak.rule for leak in scan(tmp_path, known)] == ["G4-gate"]


def test_files_may_come_and_go_while_a_folder_is_read(
    tmp_path: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half.json").write_text('{"half a sen', encoding="utf-8")
    (tmp_path / "corridors.gpkg-journal").write_bytes(b"journal")
    reading, rglob = Scan(tmp_path, known), Path.rglob

    def and_one_is_gone(folder: Path, pattern: str) -> list[Path]:
        found = list(rglob(folder, pattern))
        (tmp_path / "corridors.gpkg-journal").unlink(missing_ok=True)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rglob", and_one_is_gone)
        patch.setattr(Path, "is_file", lambda _: True)
        reading.read()
    (tmp_path / "half.json").write_text('{"whole": "a sentence"}', encoding="utf-8")
    assert reading.leaks() == ()


def test_many_leaks_are_counted(tmp_path: Path, known: Known) -> None:
    make.csv(tmp_path, CORRIDORS, *(f"2023-10-04,Punjab,torkham,{k % 9 + 1}" for k in range(50)))
    with pytest.raises(DisclosureError, match="and 30 more"):
        check_going_out(tmp_path, known)


def test_the_id_of_a_public_place_is_no_header_about_persons(tmp_path: Path) -> None:
    case = prepare(load_scenario("october-31")).case
    schools = replace(case, sites=(replace(case.sites[0], id="school"), *case.sites[1:]))
    told = {"needs": [{"peak_by_place": {"school": 133, "outside:school": 20}}]}
    (tmp_path / "result.json").write_text(json.dumps(told), encoding="utf-8")
    assert scan(tmp_path, known_of([schools])) == ()
    (tmp_path / "result.json").write_text(json.dumps({"needs": [{"school": 133}]}), encoding="utf-8")
    assert scan(tmp_path, known_of([case]))


@pytest.mark.parametrize("word", ["Most", "Day", "Central", "Only"])
def test_a_district_named_like_a_plain_word_holds_no_run_back(tmp_path: Path, word: str) -> None:
    case = prepare(load_scenario("october-31")).case
    renamed = replace(case, districts=(replace(case.districts[0], name=word), *case.districts[1:]))
    (tmp_path / "report.html").write_text(
        f"<html><body>{' '.join(make.GATES)} {word} people: 54,000 people across</body></html>", encoding="utf-8"
    )
    assert scan(tmp_path, known_of([renamed])) == ()
