"""Configurations that are right: inheritance, overrides, exact numbers, places, frozen models."""

from __future__ import annotations

import copy
import os
import pickle
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import planner
from planner.config import (
    FrozenMap,
    LimitChange,
    LoadedScenario,
    PeopleTotal,
    Release,
    Scenario,
    ShareRange,
    Stay,
    Streams,
    load_scenario,
)
from planner.errors import Fault
from planner.records import Reading

ROOT = Path(planner.__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RETURNS_SHARED", ROOT.parent / "shared"))
BASE = "case: case\nstart: 2023-10-04\ndeadline: 2023-10-31\n"
NORTH = ("angoor-adda", "ghulam-khan", "kharlachi", "torkham")
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration beside a case folder and return its path."""
    (tmp_path / "case").mkdir()

    def _write(text: str, name: str = "plan.yaml") -> str:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return _write


def scenario_of(path: str, *overrides: str) -> Scenario:
    return load_scenario(path, overrides=overrides).scenario


class TestDefaults:
    def test_every_default(self, write: Write) -> None:
        plan = scenario_of(write(BASE))
        assert (plan.name, plan.title, plan.case) == ("plan", "plan", "case")
        assert (plan.start, plan.deadline, plan.num_days) == (date(2023, 10, 4), date(2023, 10, 31), 28)
        assert (plan.seed, plan.reading, plan.scope) == (0, Reading.CENTRAL, ("undocumented",))
        assert dict(plan.people) == dict(plan.exit_rule) == dict(plan.limits) == dict(plan.sweep) == {}
        assert plan.streams == Streams(
            self_organised=ShareRange(low=Fraction(1), central=Fraction(1), high=Fraction(1))
        )
        assert (plan.release.kind, plan.release.from_, plan.release.to) == (
            "at_once",
            plan.start,
            plan.deadline,
        )
        assert (plan.driving_hours_per_day, plan.stay) == (Fraction(8), Stay(min_nights=1, max_nights=None))
        assert (plan.standards.profiles, dict(plan.standards.floors)) == (("sphere-2018",), {})
        assert plan.horizon_max_days == 3650

    def test_the_title_follows_the_name(self, write: Write) -> None:
        assert scenario_of(write(BASE + "name: winter\n")).title == "winter"

    def test_one_day(self, write: Write) -> None:
        assert scenario_of(write("case: case\nstart: 2024-02-29\ndeadline: 2024-02-29\n")).num_days == 1

    def test_release_dates_follow_start_and_deadline(self, write: Write) -> None:
        plan = scenario_of(write(BASE + "release: {kind: rising}\n"))
        assert (plan.release.from_, plan.release.to) == (plan.start, plan.deadline)

    def test_at_once_after_the_deadline(self, write: Write) -> None:
        release = scenario_of(write(BASE + "release: {from: 2023-11-05}\n")).release
        assert (release.from_, release.to) == (date(2023, 11, 5), date(2023, 11, 5))


class TestExactNumbers:
    def test_no_binary_float_on_the_way(self, write: Write) -> None:
        plan = scenario_of(
            write(
                BASE + "streams: {self_organised: {low: 0.1, central: 0.94, high: 9.5e-1}}\n"
                "driving_hours_per_day: 7.7\nstandards: {floors: {SHE-01: 4.3}}\n"
                "limits: {intake:quetta: 1e3, throughput:torkham: {factor: 1.37}}\n"
                "people: {undocumented: 1.73e6, acc: {low: 0, central: 10, high: 880000}}\n"
            )
        )
        share = plan.streams.self_organised
        assert (share.low, share.central, share.high) == (Fraction(1, 10), Fraction(47, 50), Fraction(19, 20))
        assert plan.driving_hours_per_day == Fraction(77, 10)
        assert plan.limits["intake:quetta"] == LimitChange(value=1000)
        assert plan.limits["throughput:torkham"] == LimitChange(factor=Fraction(137, 100))
        assert plan.standards.floors["SHE-01"] == Fraction(43, 10)
        assert plan.people["undocumented"] == PeopleTotal(low=1730000, central=1730000, high=1730000)
        assert plan.people["acc"].high == 880000
        assert type(plan.people["acc"].high) is int

    def test_readings_take_the_end_that_helps(self, write: Write) -> None:
        plan = scenario_of(
            write(
                BASE + "streams: {self_organised: {low: 0, central: 0.94, high: 1}}\n"
                "people: {u: {low: 10, central: 20, high: 30}}\n"
            )
        )
        assert [plan.share_at(reading) for reading in Reading] == [1, Fraction(47, 50), 0]
        assert [plan.people["u"].people_at(reading) for reading in Reading] == [10, 20, 30]

    def test_words_that_yaml_once_took_for_truth_values_are_words(self, write: Write) -> None:
        plan = scenario_of(write(BASE + "title: no\nscope: [on, 007]\nexit_rule: {off: [yes]}\n"))
        assert (plan.title, plan.scope, dict(plan.exit_rule)) == ("no", ("on", "007"), {"off": ("yes",)})


class TestFiles:
    def test_excel_and_windows(self, tmp_path: Path, write: Write) -> None:
        path = tmp_path / "windows.yaml"
        write(BASE)
        path.write_bytes(b"\xef\xbb\xbf" + (BASE + "exit_rule: {Sindh: [chaman]}\n").replace("\n", "\r\n").encode())
        loaded = load_scenario(str(path))
        assert loaded.scenario.deadline == date(2023, 10, 31)
        assert (loaded.line_of("case").row, loaded.line_of("case").column) == (1, 7)

    def test_anchors(self, write: Write) -> None:
        plan = scenario_of(write(BASE + "exit_rule: {A: &north [torkham, badini], B: *north}\n"))
        assert plan.exit_rule["A"] == plan.exit_rule["B"] == ("badini", "torkham")

    def test_persian_text_is_welcome(self, write: Write) -> None:
        assert scenario_of(write(BASE + "title: بازگشت تا ۳۱ اکتبر\n")).title == "بازگشت تا ۳۱ اکتبر"

    def test_a_case_is_found_beside_the_file_that_names_it(self, tmp_path: Path, write: Write) -> None:
        write(BASE, "parents/parent.yaml")
        (tmp_path / "parents" / "case").mkdir()
        loaded = load_scenario(write("extends: parents/parent.yaml\n"))
        assert loaded.case_folder.resolve() == (tmp_path / "parents" / "case").resolve()
        assert not loaded.case_is_embedded
        assert [path.name for path in loaded.config_files] == ["plan.yaml", "parent.yaml"]
        assert loaded.path == loaded.config_files[0]
        loaded = load_scenario(write("extends: parents/parent.yaml\ncase: case\n"))
        assert loaded.case_folder.resolve() == (tmp_path / "case").resolve()

    def test_the_pencil_world(self) -> None:
        path = SHARED / "contract" / "tiny" / "tiny.yaml"
        if not path.is_file():
            pytest.skip("the shared contract is not here")
        loaded = load_scenario(str(path))
        assert (loaded.scenario.name, loaded.scenario.num_days) == ("tiny", 7)
        assert loaded.case_folder.samefile(path.parent / "case")


class TestInheritance:
    PARENT = BASE + (
        "streams: {self_organised: {low: 0, central: 0.5, high: 1}}\nstay: {min_nights: 2, max_nights: 4}\n"
        "exit_rule: {A: [torkham], B: [chaman]}\nscope: [a, b]\n"
        "limits: {places:x: 50, places:y: {factor: 2}}\n"
    )

    def child(self, write: Write, text: str) -> Scenario:
        write(self.PARENT, "parent.yaml")
        return scenario_of(write("extends: parent.yaml\n" + text))

    def test_mappings_merge_and_the_child_wins(self, write: Write) -> None:
        plan = self.child(
            write, "stay: {max_nights: 5}\nexit_rule: {B: [badini]}\nstreams: {self_organised: {low: 0.25}}\n"
        )
        assert plan.stay == Stay(min_nights=2, max_nights=5)
        assert dict(plan.exit_rule) == {"A": ("torkham",), "B": ("badini",)}
        assert plan.share_at(Reading.STRICT) == Fraction(1, 4)

    def test_lists_and_single_values_replace(self, write: Write) -> None:
        plan = self.child(write, "scope: [c]\nstreams: {self_organised: 0}\nstay: {max_nights: }\n")
        assert plan.scope == ("c",)
        assert [plan.share_at(reading) for reading in Reading] == [0, 0, 0]
        assert plan.stay == Stay(min_nights=2, max_nights=None)

    def test_an_empty_mapping_replaces(self, write: Write) -> None:
        plan = self.child(write, "exit_rule: {}\nlimits: {}\n")
        assert dict(plan.exit_rule) == dict(plan.limits) == {}

    def test_one_limit_is_replaced_whole(self, write: Write) -> None:
        plan = self.child(write, "limits: {places:x: {factor: 3}, places:y: 7}\n")
        assert plan.limits["places:x"] == LimitChange(factor=3)
        assert plan.limits["places:y"] == LimitChange(value=7)

    def test_the_name_is_the_files_own_unless_written(self, write: Write) -> None:
        assert self.child(write, "").name == "plan"

    def test_an_embedded_parent_by_name(self, write: Write) -> None:
        plan = scenario_of(write("extends: october-31\ncase: case\ndeadline: 2023-11-30\n"))
        assert plan.exit_rule["Punjab"] == NORTH
        assert plan.num_days == 58


class TestOverrides:
    def test_values_are_yaml(self, write: Write) -> None:
        plan = scenario_of(
            write(BASE),
            *(
                "deadline=2023-12-31",
                "scope=[a, b]",
                "title=A title = a line",
                "streams.self_organised={low: 0, central: 0, high: 0.5}",
            ),
            *(
                "stay.min_nights=2",
                "stay.max_nights=",
                "exit_rule.Khyber Pakhtunkhwa=[torkham]",
                "people.u=20",
            ),
        )
        assert (plan.deadline, plan.scope, plan.title) == (date(2023, 12, 31), ("a", "b"), "A title = a line")
        assert plan.share_at(Reading.FAVOURABLE) == Fraction(1, 2)
        assert plan.stay == Stay(min_nights=2)
        assert dict(plan.exit_rule) == {"Khyber Pakhtunkhwa": ("torkham",)}
        assert plan.people["u"].low == 20

    def test_later_ones_win_and_reading_and_seed_win_over_all(self, write: Write) -> None:
        path = write(BASE + "seed: 1\n")
        plan = load_scenario(path, overrides=["seed=2", "seed=3", "reading=strict"], reading="favourable").scenario
        assert (plan.seed, plan.reading) == (3, Reading.FAVOURABLE)
        assert load_scenario(path, overrides=["seed=2"], seed=9).scenario.seed == 9

    @pytest.mark.parametrize(
        ("override", "key", "change"),
        [
            ("limits.throughput:torkham.factor=2", "throughput:torkham", LimitChange(factor=2)),
            ("limits.throughput:torkham.value=2", "throughput:torkham", LimitChange(value=2)),
            ("limits.throughput:torkham=0", "throughput:torkham", LimitChange(value=0)),
            (
                "limits.throughput:torkham={factor: 0.5}",
                "throughput:torkham",
                LimitChange(factor=Fraction(1, 2)),
            ),
            ("limits.places:a.b.factor=2", "places:a.b", LimitChange(factor=2)),
            # These two ids exist already, so what looks like an ending is part of them.
            ("limits.places:c.factor=2", "places:c.factor", LimitChange(value=2)),
            ("limits.places:c.factor.factor=2", "places:c.factor", LimitChange(factor=2)),
        ],
    )
    def test_ids_may_hold_dots(self, write: Write, override: str, key: str, change: LimitChange) -> None:
        path = write(BASE + "limits: {throughput:torkham: 5, places:c.factor: 9}\n")
        assert scenario_of(path, override).limits[key] == change

    def test_other_open_keys(self, write: Write) -> None:
        path = write(BASE + "people: {a.b: {low: 10, central: 20, high: 30}}\n")
        plan = scenario_of(path, "people.a.b.low=15", "standards.floors.SHE-01=4.5", "sweep.stay.min_nights=[1, 2]")
        assert plan.people["a.b"] == PeopleTotal(low=15, central=20, high=30)
        assert plan.standards.floors["SHE-01"] == Fraction(9, 2)
        assert plan.sweep["stay.min_nights"] == (1, 2)

    def test_a_case_is_found_from_the_working_folder(
        self, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "elsewhere" / "other").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "elsewhere")
        loaded = load_scenario(write(BASE), overrides=["case=other"])
        assert loaded.case_folder.samefile(tmp_path / "elsewhere" / "other")


class TestLocations:
    @pytest.fixture
    def loaded(self, write: Write) -> LoadedScenario:
        write(BASE + "exit_rule:\n  A: [torkham, chaman]\n  B:\n    - chaman\n", "parent.yaml")
        return load_scenario(write("extends: parent.yaml\nstay:\n  min_nights: 2\n"), overrides=["limits.places:a.b=3"])

    @pytest.mark.parametrize(
        ("key", "file", "row", "column"),
        [
            ("stay.min_nights", "plan.yaml", 3, 15),
            ("exit_rule", "parent.yaml", 4, 1),
            ("exit_rule.A", "parent.yaml", 5, 3),
            ("exit_rule.A.1", "parent.yaml", 5, 16),
            ("exit_rule.B.0", "parent.yaml", 7, 7),
            ("exit_rule.A.nothing.here", "parent.yaml", 5, 3),
            ("limits.places:a.b", "--set limits.places:a.b=3", None, None),
            ("people.u", "plan.yaml", None, None),
        ],
    )
    def test_where_a_key_is_written(self, loaded: LoadedScenario, key: str, file: str, row: int, column: int) -> None:
        place = loaded.line_of(key)
        assert (Path(place.file).name, place.row, place.column) == (file, row, column)

    def test_faults_found_later_are_placed(self, loaded: LoadedScenario) -> None:
        later = Fault(file="config", key="exit_rule.A", expected="ids of crossings.csv", got="torkam")
        other = Fault(file="legs.csv", row=2, expected="a number")
        placed = loaded.placed([later, other])
        assert str(placed[0]).endswith("parent.yaml:5:3: exit_rule.A: expected ids of crossings.csv, got torkam")
        assert placed[1] is other


class TestModels:
    def test_nothing_changes_afterwards(self, write: Write) -> None:
        plan = scenario_of(write(BASE + "limits: {places:a: 3}\n"))
        with pytest.raises(ValidationError, match="frozen"):
            plan.seed = 3  # type: ignore[misc]
        with pytest.raises(TypeError):
            plan.limits["places:a"] = LimitChange(value=4)  # type: ignore[index]

    def test_equal_scenarios_are_one_in_a_set_and_in_another_process(self, write: Write) -> None:
        text = BASE + "limits: {places:b: 3, places:a: 2}\nsweep: {seed: [1, {a: [2]}]}\nexit_rule: {A: [y, x]}\n"
        path = write(text.replace(", {a: [2]}", ""))
        first, second = (
            scenario_of(path),
            scenario_of(path, "limits={places:a: 2, places:b: 3}", "exit_rule.A=[x, y]"),
        )
        assert {first, second} == {pickle.loads(pickle.dumps(first))} == {copy.deepcopy(second)}
        assert list(first.limits) == ["places:a", "places:b"]

    def test_python_values(self) -> None:
        plan = Scenario(name="a", case="b", start=date(2023, 1, 1), deadline=date(2023, 1, 9), people={"u": 50})
        assert plan.people["u"] == PeopleTotal(low=50, central=50, high=50)
        assert plan.release == Release(kind="at_once", from_=plan.start, to=plan.deadline)
        with pytest.raises(ValidationError, match=r"a number from 0 to 1, got 0\.94"):
            Streams(self_organised=0.94)
        with pytest.raises(ValidationError, match="a number from 0 to 1, got 1/3"):
            Streams(self_organised=Fraction(1, 3))

    @given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=5))
    def test_a_frozen_map_is_its_mapping_in_order(self, values: dict[str, int]) -> None:
        frozen = FrozenMap(values)
        assert frozen == values
        assert list(frozen) == sorted(values)
        assert hash(frozen) == hash(FrozenMap(dict(reversed(values.items()))))
