"""``planner verify`` in a process that cannot import a solver, and what it refuses before it looks at a claim."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from planner import verify as checks
from planner.config import LoadedScenario, standards_root
from planner.errors import InputError
from planner.geodata import read_case
from planner.opening import check_inputs, load_run
from planner.records import Case
from tests.conftest import clean_env
from tests.end_to_end.folders import copy_of, put, read, write

# A finder ahead of all others that refuses the solver and the rooms that lead to it; then the verb, as usual.
WITHOUT_SOLVER = """
import sys

class Refuses:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "ortools" or name.startswith(("planner.model", "planner.network")):
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, Refuses())
try:
    import ortools
except ImportError:
    pass
else:
    raise SystemExit("the solver can be imported: this test shows nothing")

from planner.cli import main

try:
    main(sys.argv[1:])
finally:
    loaded = [name for name in sys.modules if name.startswith(("ortools", "planner.model", "planner.network"))]
    print("loaded:", loaded, file=sys.stderr)
"""


def without_solver(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_SOLVER, *words],
        cwd=folder,
        env=clean_env(folder),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def world(ford_run: Path) -> tuple[LoadedScenario, Case]:
    loaded = load_run(ford_run, None)
    profiles = loaded.scenario.standards.profiles
    return loaded, read_case(loaded.case_folder, profiles=profiles, standards_root=standards_root())


def test_it_needs_no_solver(ford_run: Path) -> None:
    ended = without_solver(ford_run.parent, "verify", "run")
    assert (ended.returncode, ended.stderr) == (0, "loaded: []\n")
    assert ended.stdout.endswith("Every claim holds.\n")


def test_it_catches_a_digit_without_a_solver(tmp_path: Path, ford_run: Path) -> None:
    copy_of(ford_run, tmp_path / "run")
    certificate = read(ford_run, "certificate.json")
    put(certificate, ("claims", 0, "bound"), 501)
    write(tmp_path / "run", "certificate.json", certificate)
    ended = without_solver(tmp_path, "verify", "run")
    assert (ended.returncode, ended.stderr) == (1, "loaded: []\n")
    assert "FAILS: on_time:favourable: bound is 501, counted again 500" in ended.stdout


@pytest.mark.parametrize("words", [("explain", "run"), ("list",), ("check", "october-31")])
def test_other_verbs_that_solve_nothing(ford_run: Path, words: tuple[str, ...]) -> None:
    ended = without_solver(ford_run.parent, *words)
    if words[0] == "check":
        # Routes are found by the network; the solver's own library stays out.
        assert "'ortools" not in ended.stderr
        return
    assert (ended.returncode, ended.stderr) == (0, "loaded: []\n")


@pytest.mark.slow
def test_the_embedded_case_without_a_solver(october_run: Path) -> None:
    ended = without_solver(october_run.parent, "verify", "run")
    assert (ended.returncode, ended.stderr) == (0, "loaded: []\n")


def test_what_holds_is_told_claim_by_claim(ford_run: Path, world: tuple[LoadedScenario, Case]) -> None:
    verified = checks.verify(ford_run, *world)
    assert verified.fails == ()
    told = "\n".join(verified.holds)
    for reading in ("favourable", "central", "strict"):
        for claim in ("on_time", "completion"):
            assert f"{claim}:{reading}: " in told
        assert f"plan, {reading} reading: fits every limit" in told
    assert "impossible:central: " in told
    assert "impossible:favourable" not in told
    # By pencil: until day 12 the inn lets 11 nights of 40 pass, and 450 people have no other way.
    assert "completion:central: 450 people are behind limits that pass 440 in 12 days" in told


def test_inputs_are_held_by_name(tmp_path: Path, ford_run: Path, world: tuple[LoadedScenario, Case]) -> None:
    check_inputs(ford_run, world[1])
    copy_of(ford_run, tmp_path / "run")
    run = read(ford_run, "run.json")
    run["inputs"]["legs.csv"] = run["inputs"]["legs.csv"][::-1]
    run["inputs"]["hubs.csv"] = "0" * 64
    del run["inputs"]["sites.csv"]
    write(tmp_path / "run", "run.json", run)
    with pytest.raises(InputError) as caught:
        check_inputs(tmp_path / "run", world[1])
    assert [fault.file for fault in caught.value.faults] == ["hubs.csv", "legs.csv", "sites.csv"]


def test_the_certificate_names_the_same_inputs(
    tmp_path: Path, ford_run: Path, world: tuple[LoadedScenario, Case]
) -> None:
    copy_of(ford_run, tmp_path / "run")
    certificate = read(ford_run, "certificate.json")
    certificate["inputs"]["people.csv"] = "0" * 64
    write(tmp_path / "run", "certificate.json", certificate)
    fails = checks.verify(tmp_path / "run", *world).fails
    assert any(line.startswith("certificate.json: inputs.people.csv is ") for line in fails), fails


WRONG_KINDS: list[tuple[str, tuple[str | int, ...], object, str]] = [
    ("result.json", ("completion", "days"), 13.0, "completion"),
    ("result.json", ("verdict", "robust"), 0, "robust"),
    ("result.json", ("verdict", "in_scope_people"), "750", "in_scope_people"),
    ("result.json", ("verdict", "in_scope_people"), 10**40, "in_scope_people"),
    ("certificate.json", ("claims", 0, "bound"), 500.0, "claims[0]"),
    ("certificate.json", ("claims", 0, "bound"), True, "claims[0]"),
    ("certificate.json", ("claims", 0, "horizon_days"), -1, "on_time:favourable"),
    ("certificate.json", ("claims", 0, "horizon_days"), 10**7, "on_time:favourable"),
    ("certificate.json", ("claims", 2, "limits", 0, "date"), "2024-3-1", "claims[2]"),
    ("plan.json", ("crossings", 0, "from_self"), -100, "plan"),
    ("plan.json", ("crossings", 0, "date"), "1024-03-01", "plan"),
    ("plan.json", ("sites", 0, "held"), None, "plan"),
]


@pytest.mark.parametrize("change", WRONG_KINDS, ids=lambda change: f"{change[1][-1]} {change[2]}")
def test_values_of_the_wrong_kind(
    tmp_path: Path,
    ford_run: Path,
    world: tuple[LoadedScenario, Case],
    change: tuple[str, tuple[str | int, ...], object, str],
) -> None:
    document, path, number, words = change
    copy_of(ford_run, tmp_path / "run")
    value = read(ford_run, document)
    put(value, path, number)
    write(tmp_path / "run", document, value)
    fails = checks.verify(tmp_path / "run", *world).fails
    assert any(words in line for line in fails), fails


def test_numbers_that_are_no_numbers(tmp_path: Path, ford_run: Path, world: tuple[LoadedScenario, Case]) -> None:
    copy_of(ford_run, tmp_path / "run")
    value = read(ford_run, "result.json")
    put(value, ("verdict", "in_scope_people"), float("nan"))
    (tmp_path / "run" / "result.json").write_text(json.dumps(value), encoding="utf-8")
    assert any("in_scope_people" in line for line in checks.verify(tmp_path / "run", *world).fails)


def test_a_key_written_twice_is_seen(tmp_path: Path, ford_run: Path, world: tuple[LoadedScenario, Case]) -> None:
    # A reader who searches the file finds the first; a parser keeps the last.
    copy_of(ford_run, tmp_path / "run")
    text = (ford_run / "result.json").read_text(encoding="utf-8")
    old = '"verdict": {'
    assert text.index(old) > 0
    (tmp_path / "run" / "result.json").write_text(
        text.replace(old, '"verdict": {\n  "answer": "not-excluded-by-logistics",', 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"result\.json"):
        checks.verify(tmp_path / "run", *world)
