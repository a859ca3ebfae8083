"""What a run says of its draws, forged and sealed again: verify draws once more and names the value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.forged import Forged

Forge = Callable[[Any], None]


@pytest.fixture
def forged(ford_run: Path, tmp_path: Path) -> Forged:
    return Forged(ford_run, tmp_path / "run")


def surer(found: Any) -> None:
    found["chance_on_time"]["share"] = 1.0


def sooner(found: Any) -> None:
    found["completion"]["quantiles"][2]["date"] = "2023-10-05"


def more_across(found: Any) -> None:
    found["people_on_time"]["quantiles"][0]["value"] += 1


def survives(found: Any) -> None:
    row = found["conclusions"][0]
    row["survives"] = not row["survives"]


def fewer_nights(found: Any) -> None:
    found["exposure"]["nights_in_queue"]["quantiles"][4]["value"] -= 1


def other_range(found: Any) -> None:
    found["inputs"][0]["high"] += 1


def fewer_draws(found: Any) -> None:
    found["draws"] -= 1


def good_luck(found: Any) -> None:
    found["best_possible"]["outcomes"]["bad_luck"] += 1


def another_draw(found: Any) -> None:
    found["first_draws"][3]["crossed_people"] += 1


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (surer, "uncertainty.chance_on_time.share"),
        (sooner, "uncertainty.completion.quantiles[2].date"),
        (more_across, "uncertainty.people_on_time.quantiles[0].value"),
        (survives, "uncertainty.conclusions[0].survives"),
        (fewer_nights, "uncertainty.exposure.nights_in_queue.quantiles[4].value"),
        (other_range, "uncertainty.inputs[0].high"),
        (fewer_draws, "uncertainty.draws"),
        (good_luck, "uncertainty.best_possible.outcomes.bad_luck"),
        (another_draw, "uncertainty.first_draws[3].crossed_people"),
    ],
)
def test_forged_draws_are_named(forged: Forged, forge: Forge, told: str) -> None:
    with forged.changed("result.json", sealed=True) as document:
        forge(document["uncertainty"])
    assert any(told in fault for fault in forged.fails())
