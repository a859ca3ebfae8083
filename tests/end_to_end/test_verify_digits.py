"""One digit changed anywhere in what a run claims: ``planner verify`` exits 1 and names what fell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from tests.amounts import some
from tests.conftest import Cli
from tests.end_to_end.folders import DOCUMENTS, Path_, copy_of, dotted, leaves, put, read, spoiled, write
from tests.end_to_end.forged import Forged

SAMPLE, BATCH, FORGED = 50, 10, 6
# Of a part with more leaves than these, so many are changed: each costs a whole verification.
MOST_OF_A_PART = some(4)


@pytest.fixture(scope="module")
def ford_forged(ford_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Forged:
    return Forged(ford_run, tmp_path_factory.mktemp("forged") / "run")


@pytest.fixture(scope="module")
def october_forged(october_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Forged:
    return Forged(october_run, tmp_path_factory.mktemp("forged") / "run")


def claims_of(document: object) -> list[tuple[Path_, object]]:
    """Return every leaf but the rounded corridor rows, which are no claim."""
    return [(path, value) for path, value in leaves(document) if path[0] != "corridors"]


def some_of_each_part(claims: list[tuple[Path_, object]], rng: Random) -> list[tuple[Path_, object]]:
    """Return every leaf of small parts of a document, and a sample of large ones."""
    parts: dict[object, list[tuple[Path_, object]]] = {}
    for path, value in claims:
        parts.setdefault(path[0], []).append((path, value))
    return [leaf for part in parts.values() for leaf in rng.sample(part, min(len(part), MOST_OF_A_PART))]


def names_it(lines: Iterable[str], name: str, path: Path_) -> bool:
    """Return whether a line names the document and the row, or the input, in which a leaf stands."""
    row = dotted(path[:2]) if len(path) > 1 and isinstance(path[1], int) else str(path[0])
    return any(name in line and (row in line or f"{path[0]}.{path[-1]}" in line) for line in lines)


def hold_every_change(forged: Forged, name: str, changes: Iterable[tuple[Path_, object]], rng: Random) -> None:
    for path, value in changes:
        wrong = spoiled(value, rng)
        assert wrong != value or isinstance(value, bool)
        lines = forged.after(name, path, wrong)
        assert names_it(lines, name, path), f"{name}: {dotted(path)} from {value!r} to {wrong!r}: {lines[:3]}"
    assert forged.fails() == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_leaves_of_every_part_of_the_small_world(ford_forged: Forged, name: str) -> None:
    claims, rng = claims_of(ford_forged.honest[name]), Random(f"digits of {name}")
    assert len(claims) > 100
    changed = some_of_each_part(claims, rng)
    assert {path[0] for path, _ in changed} == {path[0] for path, _ in claims}
    hold_every_change(ford_forged, name, changed, rng)


def one_a_row(claims: list[tuple[Path_, object]], rng: Random) -> list[list[tuple[Path_, object]]]:
    """Return a sample in batches in which no two leaves stand in one row, so that each must be named by itself."""
    by_row: dict[Path_, tuple[Path_, object]] = {}
    for path, value in rng.sample(claims, len(claims)):
        by_row.setdefault(path[:2] if isinstance(path[-1], int) or len(path) > 2 else path[:1], (path, value))
    rows = rng.sample(list(by_row.values()), len(by_row))[:SAMPLE]
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_leaves_of_the_embedded_case(october_forged: Forged, name: str) -> None:
    rng = Random(f"digits of october, {name}")
    for batch in one_a_row(claims_of(october_forged.honest[name]), rng):
        with october_forged.changed(name) as document:
            for path, value in batch:
                put(document, path, spoiled(value, rng))
        lines = october_forged.fails()
        october_forged.restore(name)
        for path, _ in batch:
            assert names_it(lines, name, path), dotted(path)
    assert october_forged.fails() == ()


PLAIN = {
    "the verdict": ("result.json", ("verdict", "on_time_people", "proved_at_most"), "result.json: verdict"),
    "a reading": ("result.json", ("readings", "strict", "completion", "days"), "result.json: readings"),
    "a bound": ("certificate.json", ("claims", 0, "bound"), "on_time:favourable"),
    "a limit of a cut": ("certificate.json", ("claims", 2, "limits", 0, "capacity"), "on_time:central"),
    "a day of the plan": ("plan.json", ("crossings", 1, "from_self"), "plan.json, central reading"),
    "a night": ("plan.json", ("readings", "strict", "sites", 0, "held"), "plan.json, strict reading"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_the_command_says_which_claim_fell(cli: Cli, tmp_path: Path, ford_run: Path, name: str) -> None:
    document, path, words = PLAIN[name]
    folder = copy_of(ford_run, tmp_path / "run")
    value = read(folder, document)
    before = put(value, path, 0)
    put(value, path, before + 1)
    write(folder, document, value)
    done = cli("verify", folder)
    assert (done.code, done.err) == (1, "")
    fallen = [line for line in done.out.splitlines() if line.startswith("FAILS: ")]
    assert any(words in line for line in fallen), done.out
    assert "Every claim holds" not in done.out


# What only a solver can find, and what the digests alone protect: a forger who computes them anew is not caught here.
UNPROVED = (
    r"result\.json limits\[\d+\]\.people_per_unit",
    r"result\.json uncertainty\.best_possible\.people_at_most\[\d+\]",
    r"result\.json alternatives\[\d+\]\..*",
    r"result\.json backtest(\..*|\[.*)?",
    r"result\.json curve\[(?P<day>\d+)\]\.(date|crossed|ceiling)",
)


def unproved(name: str, path: Path_, forged: Forged) -> bool:
    """Return whether a leaf cannot be derived again without a solver."""
    found = next(filter(None, (re.fullmatch(words, f"{name} {dotted(path)}") for words in UNPROVED)), None)
    if found is None or "day" not in found.groupdict():
        return found is not None
    # Up to the deadline the plan shows who has crossed; a ceiling can only be shown to be no lower than that.
    return int(found["day"]) >= forged.loaded.scenario.num_days or path[-1] == "ceiling"


def uncaught(forged: Forged, name: str, changes: Iterable[tuple[Path_, object]], rng: Random) -> list[str]:
    return [
        dotted(path)
        for path, value in changes
        if not unproved(name, path, forged) and not forged.after(name, path, spoiled(value, rng), sealed=True)
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_forger_who_seals_again_is_caught_by_counting(ford_forged: Forged, name: str) -> None:
    rng = Random(f"forger of {name}")
    claims = some_of_each_part(claims_of(ford_forged.honest[name]), rng)
    assert uncaught(ford_forged, name, claims, rng) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_forger_of_the_embedded_case(october_forged: Forged, name: str) -> None:
    rng = Random(f"forger of october, {name}")
    claims = rng.sample(claims_of(october_forged.honest[name]), FORGED)
    assert uncaught(october_forged, name, claims, rng) == []
