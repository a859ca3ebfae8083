"""The shipped schema holds every result, and refuses one with a key too many or too few."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner.outcome import result_of
from planner.pipeline import Timings, prepare, solve
from tests.worlds import write_world


def schema() -> dict[str, Any]:
    return json.loads(resources.files("planner.outcome").joinpath("result.schema.json").read_text(encoding="utf-8"))


def result_for(loaded: Any) -> dict[str, Any]:
    found = solve(prepare(loaded), Timings(), lambda _: None).findings
    return json.loads(json.dumps(result_of(found)))


@pytest.fixture(scope="module")
def pencil(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("world")
    return result_for(write_world(folder))


def test_the_smallest_world_fits_the_schema(pencil: dict[str, Any]) -> None:
    jsonschema.validate(pencil, schema())


def test_october_fits_the_schema(october_run: Path) -> None:
    jsonschema.validate(json.loads((october_run / "result.json").read_text(encoding="utf-8")), schema())


def test_a_key_too_many_or_too_few_is_refused(pencil: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**pencil, "district_table": []}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in pencil.items() if k != "gates"}, schema())
