"""A band of 90 % holds nine truths in ten, on worlds whose truth is drawn from the ranges that they state."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from planner.config import Uncertainty
from planner.pipeline import prepare
from planner.records import Reading
from planner.recount import Recount, Roads
from planner.simulate import Draws, exposure_of_order
from planner.simulate.sampling import TOTALS, sample
from tests.case_tables import HEADERS, table_text
from tests.worlds import HALL_ROADS, ROADS, gate, leg, site, write_world

WORLDS = 200
OUTCOMES = ("crossed_people", "nights_in_queue", "nights_in_holding", "road_hours")


def ends(rng: Random, size: int) -> list[int]:
    return sorted(max(10, round(size * rng.uniform(0.3, 2))) for _ in range(3))


def named(name: str, values: list[int]) -> dict[str, object]:
    return {f"{name}_{end}": value for end, value in zip(("low", "central", "high"), values, strict=True)}


def synthetic(folder: Path, seed: int) -> Draws:
    """Write a world with two districts, two gates and a site, every figure a range of its own."""
    rng = Random(seed)
    size = rng.choice((2_000, 20_000, 200_000))
    gates = [gate(**named("people_per_day", ends(rng, size // 8)))]
    gates.append(gate(id="pass", name="Pass", **named("people_per_day", ends(rng, size // 20))))
    shares = sorted(rng.randint(0, 100) / 100 for _ in range(3))
    span = ", ".join(f"{end}: {share}" for end, share in zip(("low", "central", "high"), shares, strict=True))
    loaded = write_world(
        folder,
        config=f"deadline: 2023-10-{rng.randint(8, 25):02}\nseed: {seed}\nstreams: {{self_organised: {{{span}}}}}",
        crossings=gates,
        sites=[site(**named("places", ends(rng, size // 10)))],
        legs=[*ROADS, *HALL_ROADS, leg("B", "pass", rng.randint(1, 12))],
    )
    rows = [
        {"area": area, "status": "undocumented", "source_id": "S1"}
        | {end: n for end, n in zip(("low", "central", "high"), ends(rng, size), strict=True)}
        for area in "AB"
    ]
    (folder / "case" / "people.csv").write_text(table_text(HEADERS["people"], rows), encoding="utf-8")
    scenario = loaded.scenario.model_copy(update={"uncertainty": Uncertainty(draws=400, resolved=0)})
    return Draws(Roads(prepare(loaded).case), scenario)


@pytest.mark.slow
def test_bands_of_90_percent_cover_85_to_95_percent(tmp_path: Path) -> None:
    held = dict.fromkeys(OUTCOMES, 0)
    for seed in range(WORLDS):
        draws = synthetic(tmp_path / str(seed), seed)
        # The truth has a seed of its own, and is replayed by those who know nothing of draws.
        truth = Draws(draws.roads, draws.scenario.model_copy(update={"seed": 1_000_000 + seed}))
        roads, scenario = draws.world(truth.first_values(1)[:, 0])
        exposure = exposure_of_order(Recount(roads, scenario, Reading.CENTRAL))
        drawn = sample(draws).sample
        for name in OUTCOMES:
            band = drawn.quantiles(TOTALS.index(name))
            held[name] += band[0].value <= getattr(exposure, name) <= band[-1].value
    for name, count in held.items():
        assert 0.85 <= count / WORLDS <= 0.95, f"{name}: {count} of {WORLDS}"
