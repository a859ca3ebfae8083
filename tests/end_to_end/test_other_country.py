"""Another country than the one the tool was made for, from the command to a report that is verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli


@pytest.mark.slow
def test_a_country_of_300_districts(cli: Cli, embedded_run: Callable[[str], Path]) -> None:
    run = embedded_run("synthetic-country")
    result = json.loads((run / "result.json").read_text(encoding="utf-8"))
    answers = {name: row["verdict"]["answer"] for name, row in result["readings"].items()}
    assert answers == {"favourable": "not-excluded-by-logistics", "central": "impossible", "strict": "impossible"}
    assert result["verdict"]["robust"] is False
    # Nothing was ever counted there, so nothing is held against what happened.
    assert result["backtest"] == {}
    assert cli("verify", run).last_line == "Every claim holds."
    # No district is named in anything that goes out.
    assert not [path.name for path in run.rglob("*") if path.is_file() and b"SY0" in path.read_bytes()]
