"""Files that are no configuration, and text about persons: refused, and never repeated in a message."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.config import load_scenario
from planner.errors import InputError

BASE = "case: case\nstart: 2023-10-04\ndeadline: 2023-10-31\n"
ODD_SIGNS = [*"{}[]:,#&*!|>'\"%@`-?\\\n\t ~=<.aA01", "\u0085", "\ufeff", "\ud800", "\U0001f600"]
ODD_TEXT = st.text(st.sampled_from(ODD_SIGNS), max_size=40).map(lambda text: text.encode(errors="surrogatepass"))
Write = Callable[..., str]


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


class TestYaml:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("- case\n- start\n", "plan.yaml:1:1: expected a mapping of keys, got a list"),
            ("just words\n", "plan.yaml:1:1: expected a mapping of keys, got a single value"),
            ("", "plan.yaml:1:1: expected a mapping of keys, got nothing"),
            ("# nothing but words\n", "plan.yaml:1:1: expected a mapping of keys, got nothing"),
            (
                "a: !!python/object/apply:os.system [ls]\n",
                "plan.yaml:1:4: expected a plain value, without a tag, got tag:",
            ),
            ("seed: !!int 3\n", "plan.yaml:1:7: expected a plain value, without a tag"),
            ("!x\na: b\n", "plan.yaml:1:1: expected a plain value, without a tag, got !x"),
            ("seed: 1\n---\nseed: 2\n", "plan.yaml:2:1: expected one YAML document, got a second one"),
            ("%YAML 1.1\n---\nseed: 1\n", "plan.yaml:2:1: expected YAML 1.2, got %YAML 1.1"),
            ("%YAML 1.77\n---\nseed: 1\n", "plan.yaml: expected valid YAML 1.2"),
            ("seed: [1\n", "plan.yaml:2:1: expected valid YAML: "),
            ("seed: 1\n\ttitle: x\n", "plan.yaml:2:1: expected valid YAML: "),
            ("title: a: b\n", "plan.yaml:1:9: expected valid YAML: mapping values are not allowed here"),
            ('title: "\\Uffffffff"\n', "plan.yaml: expected valid YAML 1.2"),
            ("a: b\nt: x\x07\n", "plan.yaml:2:5: expected text without control characters, got U+0007"),
            ("? [a]\n: b\n", "plan.yaml:1:3: expected a key of plain text, got a list"),
            (
                "a: *b\n",
                "plan.yaml:1:4: expected an alias to a value written before it, got an alias without",
            ),
            (
                "a: &b [*b]\n",
                "plan.yaml:1:8: expected an alias to a value written before it, got an alias inside",
            ),
            ("a: " + "[" * 5000, "plan.yaml:1:35: expected at most 32 levels of nesting, got more"),
            ("a: [" + "1," * 20_001 + "]", "expected at most 20000 values, got more"),
            (
                "a: {b: 1, c: 2, b: 3}\n",
                "plan.yaml:1:17: b: expected each key once, got it a second time (first on line 1)",
            ),
        ],
    )
    def test_refused(self, write: Write, text: str, fault: str) -> None:
        assert faults_of(write(text))[0].startswith(fault) or fault in faults_of(write(text))[0]

    def test_aliases_that_grow_without_end(self, write: Write) -> None:
        lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30))]
        assert "expected at most 20000 values, got more" in faults_of(write("\n".join(lines)))[0]

    @pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
    def test_other_encodings(self, write: Write, codec: str) -> None:
        line = faults_of(write((BASE + "title: é\n").encode(codec)))[0]
        assert "expected text in UTF-8" in line or "expected text without control characters, got U+0000" in line

    def test_files_that_are_none(self, tmp_path: Path, write: Write) -> None:
        assert faults_of(write(b"# " + b"x" * 1_000_000)) == ["plan.yaml: expected at most 1,000,000 bytes, got more"]
        assert "got a folder" in faults_of(str(tmp_path))[0]
        assert "expected a file, or one of the embedded configurations" in faults_of(str(tmp_path / "gone.yaml"))[0]
        assert "did you mean october-31?" in faults_of("october-32")[0]
        assert "got nothing by that name" in faults_of("x" * 5000)[0]
        assert "got nothing by that name" in faults_of("a\0b")[0]

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.one_of(st.binary(max_size=60), ODD_TEXT),
        st.booleans(),
    )
    def test_any_bytes_give_a_scenario_or_faults(self, tmp_path: Path, odd: bytes, after_base: bool) -> None:
        (tmp_path / "case").mkdir(exist_ok=True)
        path = tmp_path / "plan.yaml"
        path.write_bytes(BASE.encode() * after_base + odd)
        try:
            load_scenario(str(path))
            faults = []
        except InputError as error:
            faults = [str(fault) for fault in error.faults]
        assert all(fault.isprintable() for fault in faults)


class TestPersons:
    @pytest.mark.parametrize(
        ("line", "secret", "rule"),
        [
            ("title: card 35202-1234567-1", "1234567", "R3-cnic"),
            ("title: ۳۵۲۰۲۱۲۳۴۵۶۷۱", "۱۲۳۴۵", "R3-cnic"),
            ("title: call 0300 1234567", "1234567", "R3-phone"),
            ("scope: [a.b@example.org]", "example", "R3-email"),
            ("exit_rule: {35202-1234567-1: [torkham]}", "1234567", "R3-cnic"),
            ("sweep: {title: [fine, card 35202-1234567-1]}", "1234567", "R3-cnic"),
            ("extends: a.b@example.org", "example", "R3-email"),
        ],
    )
    def test_refused_by_rule_and_never_repeated(self, write: Write, line: str, secret: str, rule: str) -> None:
        faults = faults_of(write(BASE + line + "\n"))
        assert f"expected no data of persons (rule {rule}), got (withheld)" in faults[0]
        assert not any(secret in fault for fault in faults)

    @pytest.mark.parametrize(
        "line",
        [
            "35202-1234567-1: 5",
            "a.b@example.org: {x: y}",
            "seed: 3520212345671.5",
            "reading: a.b@example.org",
            "people: {u: 3520212345671}",
            "deadline_2: 1\n35202-1234567-1: 1\n35202-1234567-1: 2",
            "limits: {places:a: {a.b@example.org: 1}}",
            "seed: !35202-1234567-1 5",
        ],
    )
    def test_other_faults_do_not_repeat_it_either(self, write: Write, line: str) -> None:
        faults = "\n".join(faults_of(write(BASE + line + "\n")))
        assert "(withheld)" in faults
        assert not any(secret in faults for secret in ("1234567", "3520212345671", "example.org"))

    def test_in_an_override(self, write: Write) -> None:
        assert faults_of(write(BASE), "title=a.b@example.org") == [
            "--set title=(withheld): title: expected no data of persons (rule R3-email), got (withheld)"
        ]
