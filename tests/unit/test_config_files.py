"""Configurations as files: the resolved text of a run, the embedded ones, and the schema that is shipped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

import planner
from planner.config import (
    LimitChange,
    Release,
    Scenario,
    Stay,
    data_root,
    dump_resolved,
    list_cases,
    list_configs,
    load_resolved,
    load_scenario,
    schema_path,
    schema_text,
    write_schema,
)
from planner.errors import InputError, PlannerError
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


class TestResolved:
    FULL = (
        BASE
        + r"""
name: full
title: 'Quotes " and: colons # \ بازگشت'
seed: 7
reading: strict
scope: [undocumented, acc]
people: {undocumented: {low: 0, central: 1300000, high: 1730000}, yes: 10}
streams: {self_organised: {low: 0.001, central: 0.94, high: 1}}
release: {kind: uniform, from: 2023-10-05, to: 2024-10-04}
exit_rule: {Khyber Pakhtunkhwa: [torkham], no: [a.b]}
driving_hours_per_day: 7.25
stay: {min_nights: 2}
standards: {profiles: [b, a], floors: {SHE-01: 4.5}}
limits: {throughput:torkham: 0, leg:PK101-torkham: {factor: 0.125}}
horizon_max_days: 90
uncertainty:
  draws: 5000
  until: 0.005
  resolved: 0
  sobol: 256
  distributions:
    throughput:torkham: {kind: lognormal, low: 5000, mode: 13900.5}
    places:a.b: {kind: discrete, values: [10, 20], weights: [1, 1]}
    people:acc: {kind: uniform}
  groups: {all-of-them: {members: [throughput:*, places:a.b], correlation: 0.5}}
  events: {no: {place: torkham, chance_per_day: 0.01, days: 9, share_open: 0.25, source: 'Rates, 2023'}}
sweep:
  deadline: [2023-11-30, 2023-12-31]
  title: ['1', no, 'null']
  stay.max_nights: [5, null]
  streams.self_organised: [0.5, {low: 0, central: 0.1, high: 0.2}]
  scope: [[undocumented], [acc]]
"""
    )

    def test_round_trip(self, tmp_path: Path, write: Write) -> None:
        plan = scenario_of(write(self.FULL))
        text = dump_resolved(plan)
        path = tmp_path / "config.resolved.yaml"
        path.write_text(text, encoding="utf-8")
        again = load_resolved(path)
        assert again.scenario == plan
        assert dump_resolved(again.scenario) == text
        assert "extends" not in text
        assert plan.sweep["stay.max_nights"] == (5, None)
        assert plan.sweep["title"] == ("1", "no", "null")
        assert plan.sweep["streams.self_organised"][0] == Fraction(1, 2)

    def test_other_readers_see_the_same(self, write: Write) -> None:
        data = YAML(typ="safe", pure=True).load(dump_resolved(scenario_of(write(self.FULL))))
        assert data["people"]["yes"] == {"low": 10, "central": 10, "high": 10}
        assert data["release"] == {"kind": "uniform", "from": date(2023, 10, 5), "to": date(2024, 10, 4)}
        assert data["limits"] == {"leg:PK101-torkham": {"factor": 0.125}, "throughput:torkham": 0}

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30))
    def test_any_title_survives(self, tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
        folder = tmp_path_factory.getbasetemp() / "titles"
        (folder / "case").mkdir(parents=True, exist_ok=True)
        try:
            plan = Scenario(name="a", title=title, case="case", start=date(2023, 1, 1), deadline=date(2023, 1, 1))
        except ValidationError:
            return
        path = folder / "config.resolved.yaml"
        path.write_text(dump_resolved(plan), encoding="utf-8")
        assert load_resolved(path).scenario.title == title

    def test_the_case_may_be_elsewhere_by_then(self, tmp_path: Path, write: Write) -> None:
        (tmp_path / "run").mkdir()
        path = tmp_path / "run" / "config.resolved.yaml"
        path.write_text(dump_resolved(scenario_of(write(BASE))), encoding="utf-8")
        with pytest.raises(InputError, match="case: expected a folder beside this file, or an embedded case"):
            load_resolved(path)
        assert load_resolved(path, tmp_path / "case").case_folder == tmp_path / "case"
        with pytest.raises(InputError, match="case: expected a case folder, got no folder by that name"):
            load_resolved(path, tmp_path / "gone")

    def test_it_takes_nothing_from_elsewhere(self, write: Write) -> None:
        write(BASE, "parent.yaml")
        with pytest.raises(InputError, match="extends: expected no parent in a resolved configuration"):
            load_resolved(Path(write("extends: parent.yaml\n" + BASE)))


class TestEmbedded:
    NAMES = (
        *("all-self-organised", "all-through-sites", "announced-total", "any-crossing", "base", "by-air-only"),
        *("chaman-2023", "double-crossings", "iran-2025", "october-31", "phase-2025-acc", "rights-illustration"),
        *("rising-departures", "slow-voluntary", "standards-strict", "stay-28-nights", "stay-7-nights"),
        *("synthetic-country", "torkham-and-time", "torkham-closed", "voluntary-2002", "winter-start"),
    )

    @pytest.fixture
    def plans(self, tmp_path: Path) -> dict[str, Scenario]:
        """Load copies of all embedded configurations beside an empty folder in place of the case."""
        for case in ("pakistan-2023", "illustration", "iran-2025", "synthetic-300"):
            (tmp_path / case).mkdir()
        for name in list_configs():
            (tmp_path / f"{name}.yaml").write_bytes((data_root() / "configs" / f"{name}.yaml").read_bytes())
        return {name: scenario_of(str(tmp_path / f"{name}.yaml")) for name in list_configs()}

    def test_what_they_ask(self, plans: dict[str, Scenario]) -> None:
        assert tuple(plans) == self.NAMES
        announced = plans["october-31"]
        assert (announced.start, announced.deadline, announced.num_days) == (
            date(2023, 10, 4),
            date(2023, 10, 31),
            28,
        )
        assert [announced.share_at(reading) for reading in Reading] == [1, Fraction(94, 100), 0]
        assert announced.stay == Stay(min_nights=1, max_nights=1)
        assert len({crossing for ids in announced.exit_rule.values() for crossing in ids}) == 9
        assert set(plans["announced-total"].people["undocumented"].model_dump().values()) == {1_730_000}
        assert dict(plans["any-crossing"].exit_rule) == {}
        assert {plans["all-self-organised"].share_at(reading) for reading in Reading} == {1}
        assert {plans["all-through-sites"].share_at(reading) for reading in Reading} == {0}
        assert plans["chaman-2023"].limits == {"throughput:chaman": LimitChange(value=7500)}
        assert plans["torkham-closed"].limits == {"throughput:torkham": LimitChange(value=0)}
        crossings = {f"throughput:{crossing}" for ids in announced.exit_rule.values() for crossing in ids}
        assert plans["double-crossings"].limits == dict.fromkeys(crossings, LimitChange(factor=2))
        assert plans["rising-departures"].release == Release(
            kind="rising", from_=announced.start, to=announced.deadline
        )
        slow = plans["slow-voluntary"]
        assert slow.release == Release(kind="uniform", from_=slow.start, to=date(2024, 10, 3))
        assert slow.deadline == date(2024, 10, 10)

    def test_each_says_what_it_asks_and_resolves_to_itself(self, plans: dict[str, Scenario], tmp_path: Path) -> None:
        titles = {plan.title for plan in plans.values()}
        assert len(titles) == len(plans)
        for name, plan in plans.items():
            assert plan.name == name
            assert (data_root() / "configs" / f"{name}.yaml").read_text(encoding="utf-8").startswith("# ")
            resolved = tmp_path / "resolved.yaml"
            resolved.write_text(dump_resolved(plan), encoding="utf-8")
            assert load_resolved(resolved).scenario == plan

    def test_by_name_from_any_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if "pakistan-2023" not in list_cases():
            pytest.skip("the embedded case is not here yet")
        monkeypatch.chdir(tmp_path)
        loaded = load_scenario("october-31")
        assert loaded.case_is_embedded
        assert loaded.case_folder == data_root() / "geodata" / "pakistan-2023"
        assert [path.name for path in loaded.config_files] == ["october-31.yaml", "base.yaml"]
        (tmp_path / "october-31").write_text("not: read\n", encoding="utf-8")
        assert load_scenario("october-31").scenario == loaded.scenario

    def test_an_installed_package_has_them_inside(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = tmp_path / "site-packages" / "planner"
        package.mkdir(parents=True)
        monkeypatch.setattr(planner, "__file__", str(package / "__init__.py"))
        with pytest.raises(PlannerError, match="expected a whole installation or checkout"):
            data_root()
        (package / "_data" / "configs").mkdir(parents=True)
        (package / "_data" / "configs" / "one.yaml").touch()
        (package / "_data" / "geodata" / "here").mkdir(parents=True)
        (package / "_data" / "geodata" / "here" / "districts.csv").touch()
        assert (data_root(), list_configs(), list_cases()) == (package / "_data", ("one",), ("here",))


class TestSchema:
    def test_the_shipped_file_is_up_to_date(self) -> None:
        assert schema_path().read_text(encoding="utf-8") == schema_text(), (
            "python -m planner.config > planner/config/config.schema.json"
        )

    @pytest.mark.parametrize("name", TestEmbedded.NAMES)
    def test_embedded_configurations_hold_it(self, name: str) -> None:
        data = YAML(typ="safe", pure=True).load((data_root() / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))
        self.validate(json.loads(json.dumps(data, default=str)))

    def test_the_fullest_one_holds_it(self) -> None:
        data = YAML(typ="safe", pure=True).load(TestResolved.FULL)
        self.validate(json.loads(json.dumps(data, default=str)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"titel": "x"},
            {"people": {"u": 7}},
            {"limits": {"torkham": 3}},
            {"limits": {"places:a": {"value": 1, "factor": 2}}},
            {"streams": {"self_organised": 1.5}},
            {"stay": {"min_nights": 0}},
            {"driving_hours_per_day": 0},
            {"exit_rule": {"A": []}},
            {"release": {"kind": "slow"}},
        ],
    )
    def test_it_refuses(self, wrong: dict[str, object]) -> None:
        with pytest.raises(jsonschema.ValidationError):
            self.validate({"extends": "base.yaml", **wrong})

    def test_it_tells_defaults_and_units(self) -> None:
        keys = write_schema()["properties"]
        assert keys["stay"]["default"] == {"min_nights": 1, "max_nights": None}
        assert (keys["driving_hours_per_day"]["default"], keys["horizon_max_days"]["default"]) == (8, 3650)
        assert all("description" in entry for entry in keys.values())

    def validate(self, data: object) -> None:
        jsonschema.Draft202012Validator.check_schema(write_schema())
        jsonschema.validate(data, json.loads(schema_text()), cls=jsonschema.Draft202012Validator)
