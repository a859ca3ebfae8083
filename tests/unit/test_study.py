"""Studies: which scenarios there are, what makes two of them one, and a journal that survives."""

from __future__ import annotations

import json
import pickle
import threading
from pathlib import Path

import pytest

from planner.config import grid_of, load_scenario
from planner.errors import InputError
from planner.pipeline import prepare
from planner.study.journal import JOURNAL, journal_in
from planner.study.points import id_of, points_of
from planner.study.work import Context, Task, packed, solve, unpacked
from tests.worlds import write_world

ROW = {"verdict": {"answer": "undecided"}, "completion": {"days": 3}}
SWEEP = "sweep: {limits.throughput:gate: [100, {factor: 1.50}], deadline: [2023-10-08, 2023-10-09]}"


def faults_of(folder: Path, config: str) -> list[str]:
    loaded = write_world(folder, config=config)
    with pytest.raises(InputError) as caught:
        grid_of(loaded)
    return [f"{fault.key}: expected {fault.expected}, got {fault.got}" for fault in caught.value.faults]


def test_a_grid_is_every_combination_in_order(tmp_path: Path) -> None:
    points = grid_of(write_world(tmp_path, config=SWEEP))
    assert [point.settings for point in points] == [
        ("2023-10-08", "100"),
        ("2023-10-08", "{factor: 1.5}"),
        ("2023-10-09", "100"),
        ("2023-10-09", "{factor: 1.5}"),
    ]
    assert [point.scenario.num_days for point in points] == [5, 5, 6, 6]
    assert [str(point.scenario.limits["throughput:gate"].factor) for point in points[1::2]] == ["3/2", "3/2"]
    assert all(not point.scenario.sweep for point in points)


def test_a_value_given_on_the_command_line_is_swept_too(tmp_path: Path) -> None:
    write_world(tmp_path)
    loaded = load_scenario(str(tmp_path / "pencil.yaml"), overrides=["sweep.driving_hours_per_day=[4, 8]"])
    assert [point.settings for point in grid_of(loaded)] == [("4",), ("8",)]


def test_no_sweep(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "")
    assert fault.startswith("sweep: expected keys and values to try")


def test_two_keys_of_which_one_holds_the_other(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "sweep: {release: [{kind: uniform}], release.kind: [at_once]}")
    assert fault == "sweep.release.kind: expected a key that release does not hold, got release.kind"


def test_a_combination_that_is_no_scenario(tmp_path: Path) -> None:
    # Each value is well on its own; the fourth pair ends before it starts.
    faults = faults_of(tmp_path, "sweep: {start: [2023-10-04, 2023-10-08], deadline: [2023-10-08, 2023-10-06]}")
    assert len(faults) == 1
    assert faults[0].startswith("deadline: expected a day on or after start (2023-10-08)")


def test_too_many(tmp_path: Path) -> None:
    many = ", ".join(map(str, range(400)))
    (fault,) = faults_of(tmp_path, f"sweep: {{seed: [{many}], horizon_max_days: [{many.replace('0, ', '400, ', 1)}]}}")
    assert fault == "sweep: expected at most 100,000 scenarios, got 160,000"


def test_a_sweep_over_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a key path other than sweep, extends, name, case"):
        write_world(tmp_path, config="sweep: {case: [case, other]}")


def test_a_value_that_does_not_fit_the_case_is_found_before_anything_is_solved(tmp_path: Path) -> None:
    loaded = write_world(tmp_path, config="sweep: {limits.throughput:gat: [100, 200]}")
    with pytest.raises(InputError, match="a limit of this case"):
        points_of(loaded, prepare(loaded).case)


def test_an_id_is_of_what_the_answer_depends_on(tmp_path: Path) -> None:
    loaded = write_world(tmp_path / "one", config="title: One")
    case, scenario = prepare(loaded).case, loaded.scenario
    named = scenario.model_copy(update={"name": "other", "title": "Other"})
    later = scenario.model_copy(update={"horizon_max_days": 99})
    other = write_world(tmp_path / "other", people=(300, 210))
    assert id_of(case, named) == id_of(case, scenario)
    assert len({id_of(case, scenario), id_of(case, later), id_of(prepare(other).case, other.scenario)}) == 3


def test_a_worker_gets_all_it_needs_as_bytes(tmp_path: Path) -> None:
    loaded = write_world(tmp_path)
    blob = packed(prepare(loaded).case)
    context = unpacked(blob)
    assert isinstance(context, Context)
    answer = solve(context, Task(id="a", scenario=loaded.scenario))
    # By pencil: 100 a day for five days are the 500 people, the last of Birch on day 2 or later.
    assert answer.row["verdict"]["on_time_people"] == {"plan": 500, "proved_at_most": 500}
    assert answer.row["completion"]["days"] == 5


def test_a_worker_hands_what_it_has_to_another(tmp_path: Path) -> None:
    # A cluster moves the context to whichever worker is free, once somebody has used it.
    loaded = write_world(tmp_path)
    task = Task(id="a", scenario=loaded.scenario)
    context = unpacked(packed(prepare(loaded).case))
    mine = solve(context, task)
    assert solve(pickle.loads(pickle.dumps(context)), task).row == mine.row


def test_a_worker_with_other_versions_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = packed(prepare(write_world(tmp_path)).case)
    monkeypatch.setattr("planner.study.points.versions", lambda: {"numpy": "0.1"})
    with pytest.raises(InputError, match=r"expected a worker with numpy 0\.1, got numpy"):
        unpacked(blob)


def test_a_journal_counts_once_and_survives_a_torn_line(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        for id_ in ("a", "b", "a"):
            journal.add(id_, ROW)
    path = tmp_path / JOURNAL
    whole = path.read_bytes()
    assert whole.count(b"\n") == 2
    path.write_bytes(whole[:-20])
    with journal_in(tmp_path) as journal:
        assert list(journal.rows) == ["a"]
        journal.add("c", ROW)
    with journal_in(tmp_path) as journal:
        assert journal.rows == {"a": ROW, "c": ROW}


def test_a_journal_believes_no_line_that_was_changed(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.add("a", ROW)
        journal.add("b", ROW)
    path = tmp_path / JOURNAL
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[0]["row"]["completion"]["days"] = 4
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, lines[1]]), encoding="utf-8")
    with journal_in(tmp_path) as journal:
        assert list(journal.rows) == ["b"]


def test_one_study_at_a_time_writes_a_journal(tmp_path: Path) -> None:
    seen: list[str] = []

    def other() -> None:
        try:
            with journal_in(tmp_path):
                seen.append("both")
        except InputError as error:
            seen.append(str(error))

    with journal_in(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == [f"--out: {tmp_path.name}: expected a folder that no other study is writing, got one at work"]
