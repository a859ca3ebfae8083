"""The same input gives the same bytes: twice, from another folder, under another hash seed, with and without report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.end_to_end.folders import bytes_but_timings, copy_of, read


def same(one: Path, other: Path) -> None:
    first, second = bytes_but_timings(one), bytes_but_timings(other)
    assert [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)] == []


def test_the_small_world_again_from_elsewhere(cli: Cli, tmp_path: Path, cwd: Path, ford_run: Path) -> None:
    config = ford_run.parent / "world" / "ford.yaml"
    (cwd / "deep").mkdir()
    runs = (
        (("--out", "again"), cwd, {"PYTHONHASHSEED": "1"}),
        (("--out", tmp_path / "else" / "where"), cwd / "deep", {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati"}),
        ((), ford_run.parent / "world", {"PYTHONHASHSEED": "7", "LC_ALL": "C", "COLUMNS": "20"}),
    )
    for words, where, env in runs:
        assert cli("run", config, *words, "--no-report", cwd=where, env=env).code == 0
    for again in (cwd / "again", tmp_path / "else" / "where", ford_run.parent / "world" / "reports" / "ford"):
        same(again, ford_run)


def test_rows_in_another_order_change_hashes_only(cli: Cli, cwd: Path, ford: Path, ford_run: Path) -> None:
    for table in ("districts.csv", "people.csv", "legs.csv"):
        path = ford.parent / "case" / table
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(header + "".join(reversed(rows)), encoding="utf-8")
    assert cli("run", ford, "--out", "run", "--no-report").code == 0
    for name in ("result.json", "plan.json"):
        one, other = read(cwd / "run", name), read(ford_run, name)
        for document in (one, other):
            # Told in the order of the tables.
            document["assumptions"] = sorted(row["text"] for row in document.get("assumptions", []))
        assert one == other
    assert read(cwd / "run", "certificate.json")["claims"] == read(ford_run, "certificate.json")["claims"]


def test_a_run_remade_over_itself(cli: Cli, cwd: Path, ford_run: Path) -> None:
    copy_of(ford_run, cwd / "run")
    config = ford_run.parent / "world" / "ford.yaml"
    assert cli("run", config, "--out", "run", "--no-report").code == 0
    same(cwd / "run", ford_run)


def test_a_resolved_configuration_gives_its_run_again(cli: Cli, cwd: Path, ford_run: Path) -> None:
    # What the run wrote is a configuration like any other, when it stands where its case is found.
    config = ford_run.parent / "world" / "resolved.yaml"
    config.write_bytes((ford_run / "config.resolved.yaml").read_bytes())
    assert cli("run", config, "--out", "run", "--no-report").code == 0
    for name in ("result.json", "plan.json", "certificate.json", "config.resolved.yaml"):
        assert (cwd / "run" / name).read_bytes() == (ford_run / name).read_bytes()


@pytest.mark.slow
def test_the_report_twice(cli: Cli, tmp_path: Path, embedded_run: Callable[[str], Path]) -> None:
    env = {"PYTHONHASHSEED": "99", "TZ": "Asia/Kabul", "SOURCE_DATE_EPOCH": "1"}
    done = cli("run", "october-31", "--out", tmp_path / "again", env=env)
    assert (done.code, done.err) == (0, "")
    assert done.last_line == str(tmp_path / "again" / "report.pdf")
    assert (tmp_path / "again" / "report.pdf").read_bytes().startswith(b"%PDF-")
    same(embedded_run("october-31"), tmp_path / "again")


@pytest.mark.slow
def test_the_brief_of_the_small_world_twice(cli: Cli, cwd: Path, ford: Path) -> None:
    for out in ("one", "two"):
        done = cli("run", ford, "--out", out, "--brief")
        assert (done.code, done.err) == (0, "")
    same(cwd / "one", cwd / "two")
    assert cli("verify", "one").code == 0
