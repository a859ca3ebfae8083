"""Every verb as its users call it: from the template to a verified run, options, help, broken pipes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PLANNER, Cli, clean_env, run_planner
from tests.end_to_end.folders import copy_of, files_of, read, write
from tests.end_to_end.ford import edit

VERBS = ("run", "check", "verify", "report", "compare", "explain", "list", "init")
READINGS = ("favourable", "central", "strict")


def test_from_the_template_to_a_verified_run(cli: Cli, cwd: Path) -> None:
    made = cli("init", "mine")
    assert (made.code, made.err, made.out) == (0, "", "mine/scenario.yaml\n")
    assert sorted(os.listdir(cwd / "mine")) == ["case", "case.xlsx", "scenario.yaml"]
    for words in (("check", "mine/scenario.yaml"), ("run", "mine/scenario.yaml", "--no-report")):
        done = cli(*words)
        assert (done.code, done.err) == (0, "")
    assert done.last_line == "reports/first-scenario"
    for words in (("verify", done.last_line), ("explain", done.last_line)):
        told = cli(*words)
        assert (told.code, told.err) == (0, "")


def test_init_keeps_what_is_there(cli: Cli, cwd: Path) -> None:
    (cwd / "mine").mkdir()
    assert cli("init", "mine").code == 0
    before = files_of(cwd)
    again = cli("init", "mine")
    assert (again.code, again.out) == (2, "")
    assert again.err.startswith("mine: expected a new or empty folder")
    assert files_of(cwd) == before
    (cwd / "file").write_text("x", encoding="utf-8")
    for target in ("file", "file/mine"):
        refused = cli("init", target)
        assert refused.code == 2
        assert "Traceback" not in refused.err


def test_list_names_everything_embedded(cli: Cli, repo: Path) -> None:
    done = cli("list")
    assert (done.code, done.err) == (0, "")
    for config in (repo / "configs").glob("*.yaml"):
        assert f"  {config.stem} " in done.out
    assert "  pakistan-2023\n" in done.out
    # The folder of standards is beside the cases, and is none.
    assert "standards" not in done.out.partition("Cases")[2].split()


def test_standards_are_listed_and_explained(cli: Cli) -> None:
    listed = cli("standards")
    assert (listed.code, listed.err) == (0, "")
    assert len(listed.out.splitlines()) == 167 + 27
    assert "SHE-01  3.5" in listed.out
    one = cli("standards", "wat-02")
    assert one.code == 0
    for told in ("7.5 L/person/day, from 7.5 to 15", "HARD", "S01: Sphere Handbook", "nights at sites", "check L15"):
        assert told in one.out
    assert "CHECKED" in cli("standards", "WAT-01").out
    assert "STA-10" in cli("standards", "SAN-01").out
    assert "PAK-01" in cli("standards", "--profile", "pakistan-2023").out
    assert "a profile (pakistan-2023, sphere-2018), got no-such" in cli("standards", "--profile", "no-such").err
    missing = cli("standards", "WAT-99")
    assert (missing.code, missing.out) == (2, "")
    assert "got WAT-99" in missing.err
    no_case = cli("standards", "--case", "no-such")
    assert (no_case.code, no_case.out) == (2, "")
    assert "'no-such' does not exist" in no_case.err


@pytest.mark.parametrize(
    "words",
    [("init", "mine"), ("standards", "WAT-02"), ("backtest", "october-31", "--out", "told")],
    ids=lambda w: w[0],
)
def test_a_verb_needs_nothing_that_another_has_loaded(cwd: Path, words: tuple[str, ...]) -> None:
    # Commands of other tests are forked from a process that has loaded all rooms.
    done = run_planner(*words, cwd=cwd)
    assert (done.code, done.err) == (0, "")


@pytest.mark.slow
def test_every_embedded_configuration_is_free_of_faults(cli: Cli, repo: Path) -> None:
    for config in sorted((repo / "configs").glob("*.yaml")):
        done = cli("check", config.stem)
        assert (done.code, done.err) == (0, ""), config.stem
        assert done.out.startswith(f"{config.stem}: no fault found. ")


def test_check_writes_nothing(cli: Cli, cwd: Path, ford: Path) -> None:
    done = cli("check", ford)
    assert (done.code, done.err) == (0, "")
    assert done.out == "ford: no fault found. 2 districts, 1 crossing, 1 site, 5 legs, 1 source.\n"
    assert files_of(cwd) == {}


def test_a_case_filled_in_as_a_workbook_is_checked_and_becomes_a_folder(cli: Cli) -> None:
    assert cli("init", "mine").code == 0
    done = cli("check", "mine/case.xlsx")
    assert (done.code, done.err) == (0, "")
    assert done.out == "case.xlsx: no fault found. 3 districts, 2 crossings, 2 sites, 7 legs, 1 source.\n"
    assert cli("init", "again", "--from", "mine/case.xlsx").code == 0
    assert cli("run", "again/scenario.yaml", "--out", "run", "--no-report").code == 0
    missing = cli("check", "none.xlsx")
    assert missing.code == 2
    assert missing.err.startswith("none.xlsx: expected a workbook")


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help(cli: Cli, cwd: Path, verb: str) -> None:
    done = cli(*filter(None, [verb]), "--help")
    assert (done.code, done.err, files_of(cwd)) == (0, "", {})
    assert done.out.startswith("Usage: planner")
    if not verb:
        assert all(f"  {name} " in done.out for name in VERBS)
    for word in ("DIR", "CONFIG"):
        if verb in {"DIR": ("verify", "report", "compare", "explain", "init"), "CONFIG": ("run", "check")}[word]:
            assert word in done.out.upper()


@pytest.mark.parametrize("reading", READINGS)
def test_each_reading_may_lead(cli: Cli, cwd: Path, ford: Path, ford_run: Path, reading: str) -> None:
    done = cli("run", ford, "--out", "run", "--no-report", "--reading", reading)
    assert (done.code, done.err) == (0, "")
    result, usual = read(cwd / "run", "result.json"), read(ford_run, "result.json")
    assert result["scenario"]["reading"] == read(cwd / "run", "plan.json")["reading"] == reading
    assert result["readings"] == usual["readings"]
    led = result["readings"][reading]
    assert {**led["verdict"], "robust": False} == result["verdict"]
    assert led["completion"] == result["completion"]
    assert f"({reading} reading)" in done.out
    # A yes never stands alone.
    assert ("lawful, safe or voluntary" in done.out) == (reading == "favourable")
    assert read(cwd / "run", "run.json")["command"] == f"planner run ford.yaml --reading {reading}"
    assert cli("verify", "run").code == 0


def test_settings_and_seed_are_in_the_command_and_the_resolved_configuration(cli: Cli, cwd: Path, ford: Path) -> None:
    words = ("--set", "deadline=2024-03-04", "--set", "title=Four days, no more", "--seed", "7")
    done = cli("run", ford, "--out", "run", "--no-report", *words)
    assert (done.code, done.err) == (0, "")
    run, result = read(cwd / "run", "run.json"), read(cwd / "run", "result.json")
    assert run["seed"] == 7
    assert run["command"] == (
        "planner run ford.yaml --set deadline=2024-03-04 --set 'title=Four days, no more' --seed 7"
    )
    assert result["scenario"]["days"] == 4
    assert result["verdict"]["on_time_people"] == {"plan": 300, "proved_at_most": 300}
    resolved = (cwd / "run" / "config.resolved.yaml").read_text(encoding="utf-8")
    assert "\nseed: 7\n" in resolved
    assert "\ndeadline: 2024-03-04\n" in resolved


def test_the_command_names_no_place_of_this_machine(cli: Cli, cwd: Path, ford: Path) -> None:
    # The case may be set from the command line too; a report that prints where it lies tells who ran it.
    case = ford.parent / "case"
    done = cli("run", ford, "--out", cwd / "run", "--no-report", "--set", f"case={case}")
    assert done.code == 0, done.err
    assert str(case.parent) not in read(cwd / "run", "run.json")["command"]


def test_a_case_that_moved_is_named_again(cli: Cli, tmp_path: Path, ford: Path) -> None:
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    (ford.parent / "case").rename(tmp_path / "moved")
    lost = cli("verify", "run")
    assert (lost.code, lost.out) == (2, "")
    assert "Traceback" not in lost.err
    found = cli("verify", "run", "--case", tmp_path / "moved")
    assert (found.code, found.err) == (0, "")


def test_a_run_folder_that_moved_still_holds(cli: Cli, cwd: Path, ford_run: Path) -> None:
    copy_of(ford_run, cwd / "deep" / "er")
    done = cli("verify", "deep/er")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Every claim holds.\n")


def test_an_input_that_changed_is_named(cli: Cli, cwd: Path, tmp_path: Path, ford_run: Path) -> None:
    shutil.copytree(ford_run.parent / "world" / "case", tmp_path / "case")
    copy_of(ford_run, cwd / "run")
    for table in ("people.csv", "closures.csv", "case.yaml"):
        path = tmp_path / "case" / table
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        done = cli("verify", "run", "--case", tmp_path / "case")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"{table}: sha256: expected ")
        assert len(done.err.splitlines()) == 1
        assert "Traceback" not in done.err
        path.write_bytes(before)


def test_an_input_more_and_an_input_less_are_named(cli: Cli, ford: Path) -> None:
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    case = ford.parent / "case"
    (case / "closures.csv").rename(case / "kept")
    gone = cli("verify", "run")
    assert (gone.code, gone.err.startswith("closures.csv: sha256: ")) == (2, True)
    (case / "kept").rename(case / "closures.csv")
    (case / "junctions.csv").write_text("id,name,lon,lat,source_id\nfork,Fork,71.2,34.0,S1\n", encoding="utf-8")
    more = cli("verify", "run")
    assert (more.code, more.err.startswith("junctions.csv: sha256: ")) == (2, True)


def test_a_resolved_configuration_that_changed_is_named(cli: Cli, cwd: Path, ford_run: Path) -> None:
    folder = copy_of(ford_run, cwd / "run")
    edit(folder / "config.resolved.yaml", "deadline: 2024-03-05", "deadline: 2024-03-06")
    done = cli("verify", "run")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("config.resolved.yaml: sha256: ")


@pytest.mark.parametrize("name", ["run.json", "result.json", "certificate.json", "plan.json", "config.resolved.yaml"])
@pytest.mark.parametrize("content", [None, b"{", b"[]"])
def test_run_folders_that_cannot_be_read(cli: Cli, cwd: Path, ford_run: Path, name: str, content: bytes | None) -> None:
    folder = copy_of(ford_run, cwd / "run")
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    verified = cli("verify", "run")
    # JSON of another shape may be told as a claim that fails; never as our own bug, never as holding.
    assert verified.code in ((2,) if content in (None, b"{") else (1, 2)), verified.err
    assert name in verified.out + verified.err
    assert "Traceback" not in verified.err
    if name in ("result.json", "certificate.json"):
        told = cli("explain", "run")
        assert (told.code, told.out) == (2, "")
        assert name in told.err
        assert "Traceback" not in told.err


def test_unreadable_inputs_are_no_crash(cli: Cli, cwd: Path, ford_run: Path) -> None:
    folder = copy_of(ford_run, cwd / "run")
    for key, value in (("inputs", []), ("seals", "x"), ("seals", {}), ("case_folder", 7), ("inputs", None)):
        run = read(ford_run, "run.json")
        run[key] = value
        write(folder, "run.json", run)
        done = cli("verify", "run")
        assert done.code in (1, 2), (key, value, done.out, done.err)
        assert "Traceback" not in done.err


def test_a_reader_that_leaves_early_is_no_bug(cwd: Path, ford_run: Path) -> None:
    # planner explain RUN | head -1
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [str(PLANNER), "explain", str(ford_run)],
        cwd=cwd,
        env=clean_env(cwd),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in ended.stderr
    assert "bug of the planner" not in ended.stderr


def test_a_title_in_another_script_prints_anywhere(cli: Cli, ford: Path) -> None:
    edit(ford, "title: A ford for a pencil", "title: دریا کا گھاٹ")
    narrow = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert cli("run", ford, "--out", "run", "--no-report", env=narrow).code == 0
    told = cli("explain", "run", env=narrow)
    assert told.code == 0, told.err
    assert "Traceback" not in told.err
    assert cli("explain", "run").out.startswith("دریا کا گھاٹ\n")


def test_python_m_planner_is_the_same(cwd: Path) -> None:
    python = PLANNER.parent / "python"
    ended = subprocess.run(
        [str(python), "-m", "planner", "list"], cwd=cwd, env=clean_env(cwd), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "october-31" in ended.stdout


def test_nothing_is_written_into_the_case(cli: Cli, ford: Path) -> None:
    before = files_of(ford.parent)
    shutil.copytree(ford.parent, ford.parent.parent / "spare")
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    assert files_of(ford.parent) == before


@pytest.mark.parametrize("verb", ["verify", "report", "compare", "explain"])
def test_a_run_that_is_not_there_is_named(cli: Cli, cwd: Path, verb: str) -> None:
    (cwd / "empty").mkdir()
    for folder, got in (("gone", "no such folder"), ("empty", "a folder without run.json")):
        done = cli(verb, folder)
        assert (done.code, done.out, done.err) == (2, "", f"RUN_DIR: {folder}: expected a run folder, got {got}\n")
