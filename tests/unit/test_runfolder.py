"""Run folders: what is ours to replace, the swap with and without an atomic exchange, what is put back, seals."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import runfolder
from planner.errors import InputError
from planner.runfolder import (
    broken_seals,
    check_target,
    is_run_folder,
    open_run_folder,
    read_json,
    recover,
    replacing,
    seal,
    to_json,
)

RUN = {"tool": "planner"}


def make_run(folder: Path, text: str = "old") -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(RUN), encoding="utf-8")
    (folder / "text").write_text(text, encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "t.csv").write_text(text, encoding="utf-8")
    return folder


def test_what_is_no_run_folder_is_named(tmp_path: Path) -> None:
    empty, file = tmp_path / "empty", tmp_path / "file"
    empty.mkdir()
    file.write_text("x", encoding="utf-8")
    for folder, got in (
        (tmp_path / "gone", "no such folder"),
        (empty, "a folder without run.json"),
        (file, "a file"),
    ):
        with pytest.raises(InputError) as error:
            open_run_folder(folder)
        assert str(error.value) == f"RUN_DIR: {folder}: expected a run folder, got {got}"
    open_run_folder(make_run(tmp_path / "run"))


def write_run(target: Path, text: str = "new") -> None:
    with replacing(target) as folder:
        (folder / "run.json").write_text(json.dumps(RUN), encoding="utf-8")
        (folder / "text").write_text(text, encoding="utf-8")


def stopped_halfway(target: Path, error: BaseException) -> None:
    with replacing(target) as folder:
        (folder / "text").write_text("half", encoding="utf-8")
        raise error


def overtaken(target: Path) -> None:
    with replacing(target) as folder:
        (folder / "text").write_text("new", encoding="utf-8")
        target.mkdir()
        (target / "letter").write_text("dear", encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.fixture
def alive() -> Iterator[int]:
    """The number of another process that is at work."""
    process = subprocess.Popen(["sleep", "60"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture(params=[True, False], ids=["exchange", "no exchange"])
def _either_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(runfolder, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("_either_system")
def test_a_new_folder_and_the_folders_above_it(tmp_path: Path) -> None:
    write_run(tmp_path / "a" / "b" / "run")
    assert (tmp_path / "a" / "b" / "run" / "text").read_text() == "new"
    assert names(tmp_path / "a" / "b") == ["run"]


@pytest.mark.usefixtures("_either_system")
def test_an_earlier_run_is_replaced_whole(tmp_path: Path) -> None:
    make_run(tmp_path / "run")
    write_run(tmp_path / "run")
    assert names(tmp_path / "run") == ["run.json", "text"]
    assert (tmp_path / "run" / "text").read_text() == "new"
    assert names(tmp_path) == ["run"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write_run(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert names(tmp_path / "run") == ["run.json", "text"]


@pytest.mark.usefixtures("_either_system")
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, InputError])
def test_a_failure_leaves_the_old_run_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    make_run(tmp_path / "run")
    with pytest.raises(error, match="stop"):
        stopped_halfway(tmp_path / "run", error("stop"))
    assert (tmp_path / "run" / "text").read_text() == "old"
    assert names(tmp_path) == ["run"]


def test_a_fault_of_our_own_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    # A font that is missing from the installation, say: no other --out would help.
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "run"):
        (tmp_path / "elsewhere" / "font.ttf").read_bytes()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc, where nobody makes folders")
def test_a_place_where_the_system_makes_no_folders_is_refused() -> None:
    with pytest.raises(InputError, match="a place that can be written"), replacing(Path("/proc/nowhere/run")):
        pass


@pytest.mark.parametrize("content", ["a file", "other files", "another tool", "no JSON", "a list"])
def test_what_is_not_ours_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    target = tmp_path / "run"
    if content == "a file":
        target.write_text("dear", encoding="utf-8")
    else:
        target.mkdir()
        texts = {"other files": None, "another tool": '{"tool": "plan"}', "no JSON": "{", "a list": '["planner"]'}
        text = texts[content]
        (target / ("run.json" if text else "letter")).write_text(text or "dear", encoding="utf-8")
    assert not is_run_folder(target)
    with pytest.raises(InputError, match="--out: run: expected a new or empty folder, or an earlier run folder"):
        check_target(target)
    with pytest.raises(InputError, match="--out: run: "), replacing(target):
        pytest.fail("the folder was opened")
    assert target.is_file() or len(names(target)) == 1
    assert names(tmp_path) == ["run"]


def test_a_folder_that_is_filled_meanwhile_is_kept(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--out: run: "):
        overtaken(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert names(tmp_path / "run") == ["letter"]


def test_the_folder_set_aside_is_put_back(tmp_path: Path, gone: int) -> None:
    make_run(tmp_path / f".run.old-{gone}")
    make_run(tmp_path / f".run.new-{gone}", "half")
    recover(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert (tmp_path / "run" / "text").read_text() == "old"


def test_the_new_folder_stays_and_the_rest_is_cleared(tmp_path: Path, gone: int) -> None:
    make_run(tmp_path / "run", "new")
    make_run(tmp_path / f".run.old-{gone}")
    make_run(tmp_path / f".run.new-{gone}", "half")
    recover(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert (tmp_path / "run" / "text").read_text() == "new"


def test_folders_of_a_run_at_work_are_left_alone(tmp_path: Path, alive: int) -> None:
    make_run(tmp_path / "run")
    make_run(tmp_path / f".run.new-{alive}", "half")
    make_run(tmp_path / f".run.old-{alive}")
    recover(tmp_path / "run")
    assert names(tmp_path) == [f".run.new-{alive}", f".run.old-{alive}", "run"]


def test_a_run_between_its_two_renames_is_not_disturbed(tmp_path: Path, alive: int) -> None:
    # Putting the old folder back now would make the other run's second rename fail, and its hours of work with it.
    make_run(tmp_path / f".run.old-{alive}")
    recover(tmp_path / "run")
    assert names(tmp_path) == [f".run.old-{alive}"]


@pytest.mark.parametrize("name", [".run.old-letters", ".run.new-letters", ".run.old-7x", ".run.new-"])
@pytest.mark.parametrize("there", [True, False])
def test_folders_of_others_that_only_look_alike_are_never_touched(tmp_path: Path, name: str, there: bool) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "dear.txt").write_text("dear", encoding="utf-8")
    if there:
        make_run(tmp_path / "run")
    recover(tmp_path / "run")
    assert names(tmp_path / name) == ["dear.txt"]


@pytest.mark.parametrize("there", [True, False])
def test_only_a_run_folder_is_put_back_or_cleared(tmp_path: Path, gone: int, there: bool) -> None:
    aside = tmp_path / f".run.old-{gone}"
    aside.mkdir()
    (aside / "dear.txt").write_text("dear", encoding="utf-8")
    if there:
        make_run(tmp_path / "run")
    recover(tmp_path / "run")
    assert names(aside) == ["dear.txt"]


@pytest.mark.parametrize("name", ["run[1]", "run*", "run?", "[!a]"])
def test_names_that_mean_something_to_a_glob(tmp_path: Path, gone: int, name: str) -> None:
    make_run(tmp_path / f".{name}.old-{gone}")
    make_run(tmp_path / f".run2.old-{gone}", "of another")
    recover(tmp_path / name)
    assert names(tmp_path) == sorted([f".run2.old-{gone}", name])
    assert (tmp_path / name / "text").read_text() == "old"


@pytest.mark.usefixtures("_either_system")
def test_a_link_to_a_run_folder(tmp_path: Path) -> None:
    # Either the folder behind the link is replaced, or the link is refused; never a stray link left beside.
    make_run(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    try:
        write_run(tmp_path / "link")
    except InputError:
        assert (tmp_path / "real" / "text").read_text() == "old"
    else:
        assert (tmp_path / "link" / "text").read_text() == "new"
        assert (tmp_path / "real" / "text").read_text() == "new"
    assert names(tmp_path) == ["link", "real"]


@pytest.mark.parametrize("words", [".", "../here", "sub/.."])
def test_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    # It may be replaced or refused; but not refused when all the work is done.
    here = make_run(tmp_path / "here")
    (here / "sub").mkdir()
    monkeypatch.chdir(here)
    opened = False
    try:
        with replacing(Path(words)) as folder:
            opened = True
            (folder / "run.json").write_text(json.dumps(RUN), encoding="utf-8")
            (folder / "text").write_text("new", encoding="utf-8")
    except InputError:
        assert not opened
        assert (here / "text").read_text() == "old"
    else:
        assert names(here) == ["run.json", "text"]
        assert (here / "text").read_text() == "new"
    assert names(tmp_path) == ["here"]


def test_seals_name_the_row_that_changed() -> None:
    document = {"a": [{"x": 1}, {"x": 2}], "b": {"c": "d"}, "e": 1, "f": []}
    seals = seal(document)
    assert broken_seals(document, seals) == []
    changes: list[tuple[dict[str, object], list[str]]] = [
        ({"a": [{"x": 1}, {"x": 3}]}, ["a[1]"]),
        ({"a": [{"x": 2}, {"x": 1}]}, ["a[0]", "a[1]"]),
        ({"a": [{"x": 1}]}, ["a.length", "a[1]"]),
        ({"a": [{"x": 1}, {"x": 2}, {"x": 3}]}, ["a.length", "a[2]"]),
        ({"b": {"c": "e"}}, ["b.c"]),
        ({"b": {}}, ["b", "b.c"]),
        ({"b": {"c": "d", "e": {"f": None}}}, ["b.e.f"]),
        ({"e": 1.0}, ["e"]),
        ({"e": True}, ["e"]),
        ({"f": [1]}, ["f.length", "f[0]"]),
        ({"g": None}, ["g"]),
    ]
    for change, broken in changes:
        assert broken_seals(document | change, seals) == broken
    assert broken_seals({"b": document["b"], "e": 1, "f": []}, seals) == ["a.length", "a[0]", "a[1]"]


def test_json_is_canonical() -> None:
    assert to_json({"b": 1, "a": "بلوچستان"}) == '{\n "b": 1,\n "a": "بلوچستان"\n}\n'
    with pytest.raises(ValueError, match="Out of range"):
        to_json(float("nan"))


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe{}", b"[" * 100_000])
def test_json_that_cannot_be_read_is_bad_input(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "plan.json").write_bytes(content)
    with pytest.raises(InputError, match=r"plan\.json: expected a JSON file of a run folder"):
        read_json(tmp_path / "plan.json")
