"""Configurations, options and run folders nobody should pass: exit 2, a clear line, and nothing written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import files_of
from tests.end_to_end.ford import CONFIG, edit
from tests.end_to_end.test_bad_case import refused

LINES = CONFIG.splitlines()


def line_of(key: str) -> int:
    return next(number for number, line in enumerate(LINES, start=1) if line.startswith(key))


# The whole text of a configuration, then what each line on stderr must begin with and hold.
TEXTS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "a list": ("- name: ford\n", (("ford.yaml:1:1: ", "a mapping"),)),
    "a tag": (CONFIG.replace("title: A", "title: !!python/name:os.system A"), (("ford.yaml:3:8: ", "tag"),)),
    "a tag of its own": (CONFIG.replace("case: case", "case: !env HOME"), (("ford.yaml:4:", "tag"),)),
    "empty": ("", (("ford.yaml:", "expected"),)),
    "an unknown key": (f"{CONFIG}dedline: 2024-03-05\n", (("ford.yaml:10:10: dedline: ", "did you mean deadline?"),)),
    "an unknown key inside": (
        CONFIG.replace("max_nights: 1", "max_nights: 1, most: 3"),
        ((f"ford.yaml:{line_of('stay')}:", "most"),),
    ),
    "a deadline before the start": (
        CONFIG.replace("2024-03-05", "2024-02-05"),
        ((f"ford.yaml:{line_of('deadline')}:", "2024-02-05"),),
    ),
    "a case that is not there": (CONFIG.replace("case: case", "case: cases"), (("ford.yaml:4:", "cases"),)),
    "broken YAML": (CONFIG.replace("{self_organised", "[self_organised"), (("ford.yaml:", "expected valid YAML"),)),
    "several faults": (
        CONFIG.replace("start: 2024-03-01", "start: someday").replace("min_nights: 1", "min_nights: 0") + "sed: 1\n",
        (("ford.yaml:5:", "start"), (f"ford.yaml:{line_of('stay')}:", "min_nights"), ("ford.yaml:10:6: sed: ", "seed")),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_bad_configurations(cli: Cli, tmp_path: Path, ford: Path, name: str) -> None:
    text, wanted = TEXTS[name]
    ford.write_text(text, encoding="utf-8")
    before = files_of(tmp_path)
    lines = refused(cli("run", "ford.yaml", cwd=ford.parent), tmp_path, before)
    if wanted[0][0] != "ford.yaml:":
        assert len(lines) == len(wanted), lines
    for start, part in wanted:
        assert any(line.startswith(start) and part in line for line in lines), (start, lines)
    # `check` tells the same.
    if len(wanted) > 1:
        assert refused(cli("check", "ford.yaml", cwd=ford.parent), tmp_path, before) == lines


# What the scenario asks of a case that does not have it: told at the line of the configuration that asks.
ASKED = {
    "an exit rule without a province": ("exit_rule: {East: [ford]}", "West"),
    "an exit rule with an unknown crossing": ("exit_rule: {East: [ford], West: [fjord]}", "fjord"),
    "a limit of an unknown place": ("limits: {throughput:fjord: 10}", "throughput:fjord"),
    "an unknown status": ("scope: [undocumented, tourists]", "tourists"),
    "a looser floor": ("standards: {floors: {WAT-02: 1}}", "WAT-02"),
    "an unknown profile": ("standards: {profiles: [sphere-1066]}", "sphere-1066"),
}


@pytest.mark.parametrize("name", ASKED)
def test_faults_between_configuration_and_case(cli: Cli, tmp_path: Path, ford: Path, name: str) -> None:
    line, word = ASKED[name]
    ford.write_text(f"{CONFIG}{line}\n", encoding="utf-8")
    before = files_of(tmp_path)
    lines = refused(cli("run", "ford.yaml", "--out", "run", cwd=ford.parent), tmp_path, before)
    assert any(told.startswith("ford.yaml:10:") and word in told for told in lines), lines
    assert len(lines) == 1


OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "no such configuration": (("run", "october-13"), "october-31"),
    "no such file": (("run", "nowhere/else.yaml"), "else.yaml"),
    "no such reading": (("run", "october-31", "--reading", "hopeful"), "favourable"),
    "no whole seed": (("run", "october-31", "--seed", "x"), "--seed"),
    "a negative seed": (("run", "october-31", "--seed", "-1"), "seed"),
    "a setting without a value": (("run", "october-31", "--set", "deadline"), "--set deadline"),
    "a setting nobody knows": (("run", "october-31", "--set", "dedline=2023-11-01"), "deadline"),
    "a setting of the wrong kind": (("run", "october-31", "--set", "deadline=tomorrow"), "deadline"),
    "no such option": (("run", "october-31", "--outt", "x"), "--outt"),
    "no configuration": (("run",), "Missing argument"),
    "no such verb": (("walk",), "walk"),
    "nothing to verify": (("verify", "nowhere"), "nowhere: expected a run folder"),
    "nothing to explain": (("explain", "nowhere"), "nowhere: expected a run folder"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_bad_options(cli: Cli, cwd: Path, name: str) -> None:
    words, part = OPTIONS[name]
    done = cli(*words)
    assert (done.code, done.out, files_of(cwd)) == (2, "", {}), done.err
    assert "Traceback" not in done.err
    assert part in done.err


def test_a_folder_with_other_content_is_refused_and_kept(cli: Cli, tmp_path: Path, cwd: Path, ford: Path) -> None:
    (cwd / "letters").mkdir()
    (cwd / "letters" / "dear.txt").write_text("dear", encoding="utf-8")
    (cwd / "letters" / "run.json").write_text('{"tool": "another"}', encoding="utf-8")
    before = files_of(tmp_path)
    (line,) = refused(cli("run", ford, "--out", "letters", "--no-report"), tmp_path, before)
    assert line.startswith("--out: letters: expected a new or empty folder, or an earlier run folder")


def test_a_file_is_no_run_folder(cli: Cli, tmp_path: Path, cwd: Path, ford: Path) -> None:
    (cwd / "letter").write_text("dear", encoding="utf-8")
    before = files_of(tmp_path)
    for out in ("letter", "letter/run", "letter/deep/run"):
        (line,) = refused(cli("run", ford, "--out", out, "--no-report"), tmp_path, before)
        assert line.startswith("--out: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_place_that_cannot_be_written(cli: Cli, tmp_path: Path, cwd: Path, ford: Path) -> None:
    (cwd / "closed").mkdir(mode=0o500)
    before = files_of(tmp_path)
    (line,) = refused(cli("run", ford, "--out", "closed/run", "--no-report"), tmp_path, before)
    assert line.startswith("--out: run: expected a place that can be written")


@pytest.mark.parametrize("out", ["x" * 300, "x" * 250, "deep/" + "x" * 256], ids=["300", "250", "below another"])
def test_names_too_long_for_a_folder(cli: Cli, tmp_path: Path, ford: Path, out: str) -> None:
    before = files_of(tmp_path)
    (line,) = refused(cli("run", ford, "--out", out, "--no-report"), tmp_path, before)
    assert line.startswith("--out: ")


def test_bad_out_and_bad_case_write_nothing(cli: Cli, tmp_path: Path, cwd: Path, ford: Path) -> None:
    (cwd / "letter").write_text("dear", encoding="utf-8")
    edit(ford.parent / "case" / "people.csv", "100,150,200", "100,150,x")
    before = files_of(tmp_path)
    refused(cli("run", ford, "--out", "letter", "--no-report"), tmp_path, before)
