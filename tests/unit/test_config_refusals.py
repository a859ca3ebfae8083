"""Configurations that are wrong: each fault with its file, line and character, all of them at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.config import data_root, load_scenario
from planner.errors import InputError

BASE = "case: case\nstart: 2023-10-04\ndeadline: 2023-10-31\n"
Write = Callable[..., str]
# One wrong line, the fourth, after the three that a configuration needs => its line, character and fault.
REFUSED = r"""
sede: 1 => 4:7: sede: expected one of the keys ... got an unknown key; did you mean seed?
stay: {max_night: 2} => 4:19: stay.max_night: expected one of the keys ... got an unknown key
release: {from_: 2023-10-05} => 4:18: release.from_: expected one of the keys ... got an unknown key
<<: {seed: 1} => 4:1: <<: expected one of the keys ... got an unknown key
seed: true => 4:7: seed: expected a whole number from 0 to 9223372036854775807, got true
seed: 1.5 => 4:7: seed: expected a whole number from 0 to 9223372036854775807, got 1.5
seed: '1' => 4:7: seed: expected a whole number from 0 to 9223372036854775807, got "1"
seed: -1 => 4:7: seed: expected a whole number from 0 to 9223372036854775807, got -1
seed: => 4:1: seed: expected a whole number from 0 to 9223372036854775807, got nothing
seed: ۱۲ => 4:7: seed: expected a whole number from 0 to 9223372036854775807, got ۱۲
seed: [1] => 4:1: seed: expected a whole number from 0 to 9223372036854775807, got a list
driving_hours_per_day: .nan => 4:24: driving_hours_per_day: expected a number above 0, at most 8, got .nan
driving_hours_per_day: 0 => 4:24: driving_hours_per_day: expected a number above 0, at most 8, got 0
driving_hours_per_day: 8.01 => 4:24: driving_hours_per_day: expected a number above 0, at most 8, got 8.01
driving_hours_per_day: -.inf => 4:24: driving_hours_per_day: expected a number above 0, at ... got -.inf
driving_hours_per_day: 1e400 => 4:24: driving_hours_per_day: expected a number above 0, at ... got 1e400
driving_hours_per_day: 1,5 => 4:24: driving_hours_per_day: expected a number above 0, at most 8, got 1,5
driving_hours_per_day: yes => 4:24: driving_hours_per_day: expected a number above 0, at most 8, got yes
horizon_max_days: 0 => 4:19: horizon_max_days: expected a whole number from 1 to 36,500, got 0
horizon_max_days: 36501 => 4:19: horizon_max_days: expected a whole number from 1 to 36,500, got 36501
reading: middle => 4:10: reading: expected one of favourable, central, strict, got middle
reading: Central => 4:10: reading: expected one of favourable, ... got Central; did you mean central?
release: {kind: slow} => 4:17: release.kind: expected one of at_once, uniform, rising, got slow
release: {kind: uniform, from: 2023-10-03} => 4:32: release.from: expected a day on ... got 2023-10-03
release: {kind: uniform, from: 2023-10-09, to: 2023-10-08} => 4:48: release.to: expected a day on or ... ...
release: {kind: rising, from: 2023-11-09} => 4:1: release.to: expected a day on or ... got 2023-10-31
release: at_once => 4:10: release: expected a mapping of keys, got at_once
release: {from: 2023-02-30} => 4:17: release.from: expected a date as YYYY-MM-DD, ... got 2023-02-30
release: {from: 4 October} => 4:17: release.from: expected a date as YYYY-MM-DD, 1900 ... got 4 October
release: {from: 20231004} => 4:17: release.from: expected a date as YYYY-MM-DD, 1900 to 2199, got 20231004
release: {to: 2023-10-31T00:00:00} => 4:15: release.to: expected a date as ... got 2023-10-31T00:00:00
release: {to: 9999-12-31} => 4:15: release.to: expected a date as YYYY-MM-DD, 1900 to 2199, got 9999-12-31
stay: {min_nights: 0} => 4:20: stay.min_nights: expected a whole number from 1 to 36,500, got 0
stay: {min_nights: 3, max_nights: 2} => 4:35: stay.max_nights: expected nights of at least ... got 2
stay: {max_nights: 0} => 4:20: stay.max_nights: expected a whole number from 1 to 36,500, got 0
stay: => 4:1: stay: expected a mapping of keys, got nothing
stay: [1, 2] => 4:1: stay: expected a mapping of keys, got a list
streams: {self_organised: 1.01} => 4:27: streams.self_organised: expected a number from 0 to 1, got 1.01
streams: {self_organised: 94%} => 4:27: streams.self_organised: expected a number from 0 to 1, got 94%
streams: {self_organised: {low: 0, high: 1}} => 4:11: streams.self_organised.central: ... got nothing
streams: {self_organised: {low: .5, central: .4, high: 1}} => 4:46: streams.self_organised.central: ... ...
streams: {self_organised: {low: 0, central: 1, high: 0.9}} => 4:54: streams.self_organised.high: ... got 0.9
streams: {self_organised: {low: -0.1, central: 1, high: 1}} => 4:33: streams.self_organised.low: ... got -0.1
people: {u: 9} => 4:13: people.u: expected a whole number of people, 0 or from 10 to ... got 9
people: {u: 1} => 4:13: people.u: expected a whole number of people, 0 or from 10 to ... got 1
people: {u: -20} => 4:13: people.u: expected a whole number of people, 0 or from 10 to ... got -20
people: {u: 10.5} => 4:13: people.u: expected a whole number of people, 0 or from 10 to ... got 10.5
people: {u: 1.73 million} => 4:13: people.u: expected a whole number of people, 0 ... got 1.73 million
people: {u: 1e13} => 4:13: people.u: expected a whole number of people, 0 or from 10 to ... got 1e13
people: {u: {low: 5, central: 50, high: 60}} => 4:19: people.u.low: expected a whole number of ... got 5
people: {u: {low: 50, central: 40, high: 60}} => 4:32: people.u.central: expected people of ... got 40
people: {u: {low: 50, central: 60, high: 55}} => 4:42: people.u.high: expected people of at ... got 55
people: {u: {low: 50, central: 60}} => 4:10: people.u.high: expected a value, got nothing
people: {'a b': 50} => 4:17: people.a b: expected an id of letters, digits, dots, ... got a b
people: [50] => 4:1: people: expected a mapping of keys, got a list
scope: undocumented => 4:8: scope: expected a list, such as [a, b], got undocumented
scope: [] => 4:1: scope: expected at least one entry, got an empty list
scope: [a, a] => 4:1: scope: expected each entry once, got a twice
scope: [a, {b: c}] => 4:12: scope.1: expected an id of letters, digits, dots, ... got a mapping
exit_rule: {Punjab: []} => 4:13: exit_rule.Punjab: expected at least one entry, got an empty list
exit_rule: {Punjab: [x, x]} => 4:13: exit_rule.Punjab: expected each entry once, got x twice
exit_rule: {Punjab: torkham} => 4:21: exit_rule.Punjab: expected a list, such as [a, b], got torkham
exit_rule: {Punjab: [tor kham]} => 4:22: exit_rule.Punjab.0: expected an id of letters, ... got tor kham
exit_rule: {'': [x]} => 4:13: exit_rule.: expected text in one line, got an empty one
limits: {torkham: 5} => 4:19: limits.torkham: expected a limit as kind:place, such as ... got torkham
limits: {places:a: -1} => 4:20: limits.places:a: expected a number from 0 to 1,000,000,000,000, got -1
limits: {places:a: {factor: -1}} => 4:29: limits.places:a.factor: expected a number from 0 to ... got -1
limits: {places:a: {factor: 1, value: 1}} => 4:10: limits.places:a: expected a value or a factor, got both
limits: {places:a: {}} => 4:10: limits.places:a: expected a number, or {factor: number}, got neither
limits: {places:a: } => 4:10: limits.places:a: expected a number from 0 to 1,000,000,000,000, got nothing
limits: {places:a: {value: }} => 4:21: limits.places:a.value: expected a number from 0 ... got nothing
limits: {places:a: {facto: 2}} => 4:28: limits.places:a.facto: expected one of the keys ... got an unknown key
limits: {people:all: 5} => 4:22: limits.people:all: expected 0, or at least 10 people, got 5
standards: {profiles: []} => 4:13: standards.profiles: expected at least one entry, got an empty list
standards: {floors: {SHE-01: big}} => 4:30: standards.floors.SHE-01: expected a number from ... got big
name: ../elsewhere => 4:7: name: expected a name for a folder: letters, digits, ... got ../elsewhere
name: .hidden => 4:7: name: expected a name for a folder: letters, digits, dots, ... got .hidden
name: my plan => 4:7: name: expected a name for a folder: letters, digits, dots, ... got my plan
name: nul => 4:7: name: expected a name for a folder: letters, digits, dots, underscores and ... got nul
name: ends. => 4:7: name: expected a name for a folder: letters, digits, dots, underscores ... got ends.
name: '' => 4:7: name: expected a name for a folder: letters, digits, dots, ... got an empty one
name: => 4:1: name: expected a name for a folder: letters, digits, dots, underscores and ... got nothing
title: {a: b} => 4:1: title: expected text, got a mapping
extends: nobody => 4:10: extends: expected a file beside this one, or one of the embedded ... got nobody
extends: [a] => 4:1: extends: expected a file beside this one, or the name of an embedded ... got a list
extends: case => 4:10: extends: expected a file beside this one, or one of the embedded ... got case
uncertainty: {draws: 99} => 4:22: uncertainty.draws: expected a whole number from 100 to 1,000,000, got 99
uncertainty: {drwas: 100} => 4:22: uncertainty.drwas: expected one of the keys ... did you mean draws?
uncertainty: {until: 1.5} => 4:22: uncertainty.until: expected a number from 0 to 1, got 1.5
uncertainty: {sobol: 100} => 4:22: uncertainty.sobol: expected 0 or a power of 2, got 100
uncertainty: {distributions: {torkham: {}}} => 4:31: uncertainty.distributions.torkham: expected an input ...
uncertainty: {distributions: {a:b: {kind: normal}}} => 4:43: uncertainty.distributions.a:b.kind: expected one of ...
uncertainty: {distributions: {a:b: {knd: uniform}}} => 4:42: uncertainty.distributions.a:b.knd: ... mean kind?
uncertainty: {distributions: {a:b: {low: 3, high: 2}}} => 4:31: ... expected low, mode and high in this order, ...
uncertainty: {distributions: {a:b: {kind: uniform, mode: 2}}} => 4:31: ... got a uniform distribution with a mode
uncertainty: {distributions: {a:b: {kind: discrete}}} => 4:31: ... expected values for a discrete distribution ...
uncertainty: {distributions: {a:b: {values: [1]}}} => 4:31: ... expected values for a discrete distribution ...
uncertainty: {distributions: {a:b: {kind: discrete, values: [1], weights: [0]}}} => 4:31: ... a weight for each ...
uncertainty: {groups: {g: {correlation: 1}}} => 4:24: uncertainty.groups.g.members: expected a value, got nothing
uncertainty: {groups: {g: {members: [a:b], correlation: 2}}} => 4:57: uncertainty.groups.g.correlation: ... got 2
uncertainty: {events: {e: {place: a, chance_per_day: 2}}} => 4:54: ... expected a number from 0 to 1, got 2
uncertainty: {events: {e: {place: roads, chance_per_day: 0, share_open: 0.5}}} => 4:73: ... 0 for roads: nobody ...
sweep: {seed: 1} => 4:15: sweep.seed: expected a list of values, got 1
sweep: {seed: []} => 4:9: sweep.seed: expected a list of values, got an empty list
sweep: {seed: [1, x]} => 4:19: seed: expected a whole number from 0 to 9223372036854775807, got x
sweep: {sede: [1]} => 4:16: sede: expected one of the keys ... got an unknown key; did you mean seed?
sweep: {name: [a]} => 4:9: sweep.name: expected a key path other than sweep, extends, name, case, got name
sweep: {deadline: [2023-10-31, 2023-10-01]} => 4:32: deadline: expected a day on or ... got 2023-10-01
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration beside a case folder and return its path."""
    (tmp_path / "case").mkdir()

    def _write(text: str | bytes, name: str = "plan.yaml") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return _write


def faults_of(config: str, *overrides: str) -> list[str]:
    """Return the faults of a configuration, files by their last name."""
    with pytest.raises(InputError) as caught:
        load_scenario(config, overrides=overrides)
    assert caught.value.faults
    lines = str(caught.value).split("\n")
    assert len(lines) == len(caught.value.faults), "a fault is one line"
    folder = str(Path(config).parent) + os.sep
    return [line.removeprefix(folder) for line in lines]


class TestValues:
    @pytest.mark.parametrize("row", REFUSED.strip().split("\n"))
    def test_one_wrong_line(self, write: Write, row: str) -> None:
        line, fault = row.split(" => ")
        faults = faults_of(write(f"{BASE}{line}\n"))
        assert len(faults) == 1
        assert all(part.strip() in faults[0] for part in f"plan.yaml:{fault}".split("..."))

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            (
                "scope: [a]\nscope: [b]",
                "5:1: scope: expected each key once, got it a second time (first on line 4)",
            ),
            (
                'exit_rule: {"a\\nb": [x]}',
                r"4:13: exit_rule.a\nb: expected text in one line, got control characters",
            ),
            ('title: "a\\tb"', "4:8: title: expected text in one line, got control characters"),
            ('title: "a\\u202eb"', "4:8: title: expected text in one line, got control characters"),
            ('title: "a\\u200fb"', "4:8: title: expected text in one line, got control characters"),
            ('title: "a\\ud800"', "4:8: title: expected text in one line, got control characters"),
            (f"title: {'x' * 201}", "4:8: title: expected text of at most 200 characters, got 201"),
        ],
    )
    def test_odd_text(self, write: Write, line: str, fault: str) -> None:
        assert faults_of(write(f"{BASE}{line}\n")) == [f"plan.yaml:{fault}"]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (
                BASE.replace("2023-10-31", "2023-10-03"),
                "3:11: deadline: expected a day on or after start (2023-10-04)",
            ),
            (BASE.replace("2023-10-31", "2199-10-31"), "at most 36500 days in all, got 2199-10-31"),
            (
                BASE.replace("2023-10-04", "4.10.2023"),
                "2:8: start: expected a date as YYYY-MM-DD, 1900 to 2199, got 4.10.2023",
            ),
            (BASE.replace("2023-10-04", "'٢٤٢٣-٢٣-٢٤'"), "start: expected a date as YYYY-MM-DD"),
            (BASE.replace("deadline", "dead_line"), "deadline: expected a value, got nothing"),
            (
                BASE.replace("case: case", "case: nowhere"),
                "1:7: case: expected a folder beside this file, or an embedded case (",
            ),
            (BASE.replace("case: case", "case: plan.yaml"), "1:7: case: expected a folder beside this file"),
            (BASE.replace("case: case", "case:"), "1:1: case: expected text, got nothing"),
            (
                BASE.replace("case: case", f"case: {'n' * 180}/{'n' * 300}"),
                "case: expected text of at most 200",
            ),
        ],
    )
    def test_the_three_that_are_needed(self, write: Write, text: str, fault: str) -> None:
        assert any(fault in line for line in faults_of(write(text)))


class TestAllAtOnce:
    def test_every_fault_with_its_own_line(self, write: Write) -> None:
        text = (
            "titel: x\nstart: 2023-10-32\ncase: nowhere\nseed: true\npeople: {u: 7}\nstreams:\n"
            "  self_organised:\n    low: 0.5\n    central: 0.4\n    high: 2\nstay: {min_nights: 0}\nlimits:\n"
            "  places:a: {factor: -1}\n  torkham: 1\n"
        )
        faults = faults_of(write(text))
        assert [fault.split(": expected")[0] for fault in faults] == [
            *(
                "plan.yaml: deadline",
                "plan.yaml:1:8: titel",
                "plan.yaml:2:8: start",
                "plan.yaml:3:7: case",
                "plan.yaml:4:7: seed",
            ),
            *("plan.yaml:5:13: people.u", "plan.yaml:9:14: streams.self_organised.central"),
            *("plan.yaml:10:11: streams.self_organised.high", "plan.yaml:11:20: stay.min_nights"),
            *("plan.yaml:13:22: limits.places:a.factor", "plan.yaml:14:12: limits.torkham"),
        ]

    def test_each_fault_in_the_file_in_which_it_stands(self, write: Write) -> None:
        write("extends: grand.yaml\nseed: x\nstay:\n  min_nights: 1\n", "parent.yaml")
        write(BASE + "stay:\n  max_nights: none\nhorizon_max_days: 0\n", "grand.yaml")
        faults = faults_of(write("extends: parent.yaml\nreading: x\nhorizon_max_days: 9\n"), "driving_hours_per_day=9")
        assert [fault.split(": expected")[0] for fault in faults] == [
            *("plan.yaml:2:10: reading", "parent.yaml:2:7: seed", "grand.yaml:5:15: stay.max_nights"),
            "--set driving_hours_per_day=9: driving_hours_per_day",
        ]

    def test_a_lost_parent_hides_nothing_and_blames_nothing(self, write: Write) -> None:
        faults = faults_of(write("extends: lost.yaml\nseed: x\n"))
        assert [fault.split(": expected")[0] for fault in faults] == [
            "plan.yaml:1:10: extends",
            "plan.yaml:2:7: seed",
        ]

    def test_a_parent_that_is_no_mapping(self, write: Write) -> None:
        write("- a\n", "parent.yaml")
        faults = faults_of(write("extends: parent.yaml\nseed: x\n"))
        assert [fault.split(": expected")[0] for fault in faults] == [
            "plan.yaml:2:7: seed",
            "parent.yaml:1:1",
        ]

    def test_parents_in_a_circle(self, write: Write) -> None:
        write(BASE + "extends: plan.yaml\n", "parent.yaml")
        assert faults_of(write("extends: parent.yaml\n")) == [
            "parent.yaml:4:10: extends: expected a parent that does not lead back here, got plan.yaml"
        ]
        assert "does not lead back here" in faults_of(write(BASE + "extends: ./plan.yaml\n"))[0]

    def test_too_many_parents(self, write: Write) -> None:
        for number in range(12):
            write(BASE + f"extends: p{number + 1}.yaml\n", f"p{number}.yaml")
        assert (
            "extends: expected at most 10 configurations over each other"
            in faults_of(write(BASE, "p12.yaml")[:-8] + "p0.yaml")[0]
        )

    @pytest.mark.parametrize(
        ("override", "fault"),
        [
            ("seed", "--set seed: expected key.path=value, got no equals sign"),
            ("=3", "--set =3: expected key.path=value, got no key"),
            (
                "extends=base",
                "--set extends=base: extends: expected another key: extends is read before overrides",
            ),
            ("seed=x", "--set seed=x: seed: expected a whole number from 0"),
            ("sede=1", "--set sede=1: sede: expected one of the keys"),
            (
                "seed.deep=1",
                "--set seed.deep=1: seed: expected a whole number",
            ),
            ("stay..min=1", "--set stay..min=1: stay.: expected one of the keys min_nights, max_nights"),
            ("seed=[1", "--set seed=[1: expected valid YAML"),
            ("seed=!!int 1", "--set seed=!!int 1: expected a plain value, without a tag"),
            (
                "deadline=2020-02-02",
                "--set deadline=2020-02-02: deadline: expected a day on or after start (2023-10-04)",
            ),
            ("streams.self_organised.low=0", "streams.self_organised.central: expected a value, got nothing"),
            (
                "limits.places:a.factor=x",
                "limits.places:a.factor: expected a number from 0 to 1,000,000, got x",
            ),
            ("case=nowhere", "--set case=nowhere: case: expected a folder beside this file"),
        ],
    )
    def test_overrides_name_their_own_text(self, write: Write, override: str, fault: str) -> None:
        assert fault in faults_of(write(BASE), override)[0]

    def test_reading_and_seed_name_their_option(self, write: Write) -> None:
        with pytest.raises(
            InputError, match="--reading soft: reading: expected one of favourable, central, strict, got soft"
        ):
            load_scenario(write(BASE), reading="soft")
        with pytest.raises(InputError, match="--seed -1: seed: expected a whole number from 0"):
            load_scenario(write(BASE), seed=-1)

    def test_an_embedded_configuration_is_named_as_it_can_be_found(self) -> None:
        with pytest.raises(InputError, match="--set seed=x: seed: ") as caught:
            load_scenario(str(data_root() / "configs" / "october-31.yaml"), overrides=["seed=x", "exit_rule.Punjab=[]"])
        assert all(fault.file.startswith("--set ") for fault in caught.value.faults)
