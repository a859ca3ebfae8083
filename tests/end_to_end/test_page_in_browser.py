"""The page in a browser: no fault that axe-core knows, by keyboard alone, with no network, in print and in the dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.report.page import write_page
from tests.unit.report_run import Told, october, run_world, with_hostile_texts
from tests.worlds import HALL_ROADS, ROADS, gate, site, triple, write_world

pytestmark = pytest.mark.slow
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1200, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce"},
    "phone": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("needs Chromium: none of its names is on the path")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with api.sync_playwright() as engine:
        # Chromium's sandbox does not start for root, as in a container; the page is our own file.
        opened = engine.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def told(october_run: Path) -> Told:
    return october(october_run)


@pytest.fixture(scope="module")
def address(told: Told, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    write_page(folder, told.story, told.case_folder)
    return (folder / "report.html").as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with browser.new_context(**VIEWS["light"]) as context:
        opened = context.new_page()
        opened.goto(address)
        yield opened


def violations(page: Any, part: str | None = None) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    # Every rule is run; of those that hold one element is told, and not each of thousands.
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=part, options=options).response
    assert len(found["passes"]) > 20
    return [f"{row['id']}: {row['nodes'][0]['html'][:200]}" for row in found["violations"]]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_is_asked_of_a_network(browser: Any, address: str, view: str) -> None:
    with browser.new_context(**VIEWS[view]) as context:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        assert (asked, said) == ([address], [])
        assert violations(page) == []
        page.focus("#step")
        page.keyboard.press("ArrowRight")
        assert violations(page, "#map") == []
        # Only a table may be wider than the screen, and it scrolls by itself.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_slider_by_keyboard_tells_each_day(told: Told, page: Any) -> None:
    page.focus("#step")
    rows = {row["name"]: row["daily"] for row in told.result["crossings"]}
    for k in range(3):
        page.keyboard.press("ArrowRight")
        across = sum(daily[k]["people"] for daily in rows.values())
        assert f"{4 + k} Oct 2023: {across:,} people across" in page.inner_text("#said")
        cells = page.locator("#now tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.innerText))")
        assert {cell[0]: cell[1] for cell in cells} == {name: f"{daily[k]['people']:,}" for name, daily in rows.items()}
    assert page.get_attribute("#step", "aria-valuetext").startswith("6 Oct 2023")
    page.keyboard.press("Home")
    assert page.inner_text("#said").startswith("All days together")
    page.keyboard.press("End")
    assert page.inner_text("#said").startswith("31 Oct 2023")
    corridors = page.locator("#week tbody tr").all_inner_texts()
    assert any("Torkham" in row for row in corridors)


def test_a_column_sorts_both_ways_and_the_total_stays_last(page: Any) -> None:
    table = page.locator("table.sorts", has=page.get_by_text("Crossing by crossing"))
    button = table.get_by_role("button", name="Across")
    total = table.locator("tfoot").inner_text()

    def column() -> list[int]:
        cells = table.locator("tbody tr td:nth-child(8)").all_inner_texts()
        return [int(cell.replace(",", "")) for cell in cells]

    button.focus()
    page.keyboard.press("Enter")
    assert column() == sorted(column())
    page.keyboard.press("Space")
    assert column() == sorted(column(), reverse=True)
    assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert table.locator("tfoot").inner_text() == total


def test_dark_is_dark_and_keyboard_focus_is_not_hidden(browser: Any, address: str) -> None:
    with browser.new_context(**VIEWS["dark"]) as context:
        page = context.new_page()
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 30)"
        foot = page.locator("footer").bounding_box()["y"]
        for _ in range(40):
            page.keyboard.press("Tab")
            box = page.evaluate("(() => { const b = document.activeElement.getBoundingClientRect(); return b.top; })()")
            assert box < foot


def test_print_repeats_headers_and_the_gates_on_every_page(told: Told, page: Any, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    import subprocess

    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "printed.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    sheets = text.rstrip("\f").split("\f")
    assert len(sheets) > 5
    line = f"Voluntariness: {told.result['gates']['voluntariness']['status']}."
    assert all(line in sheet for sheet in sheets)
    assert text.count("Evidence") > 5


def test_hostile_texts_run_nothing(browser: Any, tmp_path: Path) -> None:
    half = gate(**triple("people_per_day", 60))
    loaded = write_world(
        tmp_path, crossings=[half], sites=[site()], legs=HALL_ROADS + ROADS, config="streams: {self_organised: 0.5}"
    )
    told = with_hostile_texts(run_world(loaded, tmp_path))
    write_page(tmp_path, told.story, told.case_folder)
    with browser.new_context() as context:
        page = context.new_page()
        opened: list[str] = []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: opened.append(str(error)))
        page.goto((tmp_path / "report.html").as_uri())
        page.focus("#step")
        page.keyboard.press("ArrowRight")
        assert opened == []
        assert page.evaluate("getComputedStyle(document.body).display") == "block"
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
