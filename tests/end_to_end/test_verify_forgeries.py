"""Run folders forged with more thought than a digit: rows and claims added, removed and renamed, dates that agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.runfolder import sha256_of
from tests.end_to_end.folders import DOCUMENTS
from tests.end_to_end.forged import Forged

Forge = Callable[[Any], None]
# Without new digests each is caught by the old ones already: the harder forgery is for every run.
SEALED = [pytest.param(False, marks=pytest.mark.slow), True]


@pytest.fixture
def forged(ford_run: Path, tmp_path: Path) -> Forged:
    return Forged(ford_run, tmp_path / "run")


def claim(document: Any, name: str) -> Any:
    return next(row for row in document["claims"] if row["id"] == name)


def drop_claim(name: str) -> Forge:
    def forge(document: Any) -> None:
        document["claims"].remove(claim(document, name))

    return forge


def double_claim(document: Any) -> None:
    document["claims"].append(dict(document["claims"][2]))


def weak_twin(document: Any) -> None:
    # True, and worth nothing: everyone may cross. It must not stand in for the claim that says more.
    twin = claim(document, "on_time:central") | {"limits": [], "behind_people": 0, "bound": 750}
    document["claims"].append(twin)


def rename_claim(document: Any) -> None:
    claim(document, "on_time:central")["id"] = "on_time:centre"


def other_reading(document: Any) -> None:
    claim(document, "completion:strict").update(id="completion:central", reading="central")


def unknown_kind(document: Any) -> None:
    claim(document, "on_time:central")["claim"] = "on_time_or_so"


def drop_limit(document: Any) -> None:
    claim(document, "on_time:central")["limits"].pop()


def drop_limit_and_count(document: Any) -> None:
    row = claim(document, "completion:strict")
    row["bound"] -= row["limits"].pop()["capacity"]


def add_limit(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["limits"].append({**row["limits"][0], "id": "places:inn", "kind": "places", "place": "inn", "capacity": 40})


def add_limit_twice(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["limits"].append(dict(row["limits"][0]))


def add_unknown_limit(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["limits"].append({**row["limits"][0], "id": "throughput:fjord", "place": "fjord"})


def rename_limit(document: Any) -> None:
    claim(document, "on_time:central")["limits"][0]["place"] = "inn"


def lower_capacity_and_bound(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["limits"][0]["capacity"] -= 1
    row["bound"] -= 1


def lower_behind_and_bound(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["behind_people"] -= 1
    row["bound"] += 1


def shorter_horizon(document: Any) -> None:
    row = claim(document, "on_time:central")
    row["horizon_days"] -= 1


def no_claims(document: Any) -> None:
    document["claims"] = []


def a_list(document: Any) -> None:
    document["claims"] = {"on_time": document["claims"]}


CERTIFICATES: dict[str, tuple[Forge, str]] = {
    "no on_time claim": (drop_claim("on_time:strict"), "strict"),
    "no completion claim": (drop_claim("completion:favourable"), "favourable"),
    "no impossible claim": (drop_claim("impossible:central"), "answer"),
    "a claim twice": (double_claim, "claims on_time:central a second time"),
    "a weak twin": (weak_twin, "claims on_time:central a second time"),
    "a claim renamed": (rename_claim, "on_time:centre"),
    "a claim of another reading": (other_reading, "completion:central"),
    "a claim of no kind": (unknown_kind, "on_time_or_so"),
    "a limit removed": (drop_limit, "on_time:central"),
    "a limit removed and its people with it": (drop_limit_and_count, "completion:strict"),
    "a limit added": (add_limit, "on_time:central"),
    "a limit twice": (add_limit_twice, "on_time:central"),
    "a limit of nowhere": (add_unknown_limit, "on_time:central"),
    "a limit elsewhere": (rename_limit, "on_time:central"),
    "less passes": (lower_capacity_and_bound, "on_time:central"),
    "fewer behind": (lower_behind_and_bound, "on_time:central"),
    "a day less": (shorter_horizon, "on_time:central"),
    "no claims": (no_claims, "on_time"),
    "claims by kind": (a_list, "certificate.json"),
}


def test_a_table_that_tells_another_number_is_named_though_its_digest_is_new(forged: Forged) -> None:
    name = "tables/readings.csv"
    honest = (forged.folder / name).read_text(encoding="utf-8")
    header, tags, first, *rest = honest.split("\n")
    other = first.translate(str.maketrans("0123456789", "1234567890"))
    assert other != first
    (forged.folder / name).write_text("\n".join([header, tags, other, *rest]), encoding="utf-8")
    with forged.changed("run.json") as run:
        run["outputs"][name] = sha256_of(forged.folder / name)
    assert forged.fails() == (f"{name}, line 3: is not what the documents say, {first!r}",)
    forged.restore()
    assert forged.fails() == ()


@pytest.mark.parametrize("sealed", SEALED)
@pytest.mark.parametrize("name", CERTIFICATES)
def test_forged_certificates(forged: Forged, name: str, sealed: bool) -> None:
    forge, words = CERTIFICATES[name]
    with forged.changed("certificate.json", sealed=sealed) as document:
        forge(document)
    fails = forged.fails()
    assert any(words in line for line in fails), fails


def drop_day(document: Any) -> None:
    del document["crossings"][1]


def drop_empty_day(document: Any) -> None:
    document["crossings"] = [row for row in document["crossings"] if row["from_self"] + row["from_sites"]]


def double_day(document: Any) -> None:
    document["crossings"].append(dict(document["crossings"][0]))


def one_more(document: Any) -> None:
    document["crossings"][0]["from_self"] += 1


def from_sites_to_self(document: Any) -> None:
    row = next(row for row in document["crossings"] if row["from_sites"])
    row["from_self"] += row["from_sites"]
    row["from_sites"] = 0


def day_after_deadline(document: Any) -> None:
    document["crossings"].append({**document["crossings"][0], "date": "2024-03-06"})


def longer_stay(document: Any) -> None:
    rows = document["sites"]
    first = next(k for k, row in enumerate(rows) if row["out"])
    rows[first]["held"] += 1
    rows[first]["out"] -= 1
    rows[first + 1]["out"] += 1


def an_unknown_place(document: Any) -> None:
    document["sites"].append({**document["sites"][0], "id": "barn"})


def no_strict_plan(document: Any) -> None:
    del document["readings"]["strict"]


def an_empty_plan(document: Any) -> None:
    document["crossings"], document["sites"] = [], []


PLANS: dict[str, tuple[Forge, str]] = {
    "a day less": (drop_day, "central"),
    "a day without people less": (drop_empty_day, "crossings"),
    "a day twice": (double_day, "central"),
    "one more than passes": (one_more, "central"),
    "nobody through the inn": (from_sites_to_self, "central"),
    "a day after the deadline": (day_after_deadline, "central"),
    "a night more": (longer_stay, "central"),
    "a place of nowhere": (an_unknown_place, "central"),
    "no strict plan": (no_strict_plan, "strict"),
    "an empty plan": (an_empty_plan, "result.json"),
}


@pytest.mark.parametrize("sealed", SEALED)
@pytest.mark.parametrize("name", PLANS)
def test_forged_plans(forged: Forged, name: str, sealed: bool) -> None:
    forge, words = PLANS[name]
    with forged.changed("plan.json", sealed=sealed) as document:
        forge(document)
    fails = forged.fails()
    assert any(words in line for line in fails) or any("plan.json" in line for line in fails), fails
    assert fails


def drop_reading(document: Any) -> None:
    del document["readings"]["strict"]


def drop_limit_row(document: Any) -> None:
    document["limits"].pop()


def drop_curve(document: Any) -> None:
    document["curve"] = []


def drop_crossing(document: Any) -> None:
    document["crossings"] = []


def gates_met(document: Any) -> None:
    document["gates"]["voluntariness"]["status"] = "MET"


def no_assumptions(document: Any) -> None:
    document["assumptions"] = []


def a_key_more(document: Any) -> None:
    document["verdict"]["lawful"] = True


def a_null_key_more(document: Any) -> None:
    document["verdict"]["breaches"] = None


def a_null_key_less(document: Any) -> None:
    del document["exposure"]["may"]["children_nights"]


def complete_too_early(document: Any) -> None:
    # Agrees with itself, but not with the proof that nobody completes before day 2.
    document["readings"]["favourable"]["completion"] |= {"days": 1, "date": "2024-03-01"}


def complete_later(document: Any) -> None:
    # The plan shows that everyone has crossed on day 2.
    document["readings"]["favourable"]["completion"] |= {"days": 4, "date": "2024-03-04"}


def complete_before_proof(document: Any) -> None:
    document["readings"]["strict"]["completion"] |= {"days": 44, "date": "2024-04-13"}


def chosen_before_proof(document: Any) -> None:
    early = {"days": 12, "date": "2024-03-12"}
    document["completion"] |= early
    document["readings"]["central"]["completion"] |= early
    document["curve"] = [*document["curve"][:11], {"date": "2024-03-12", "crossed": 750, "ceiling": 750}]


def no_ceiling(document: Any) -> None:
    document["curve"][-1]["ceiling"] = None


def room_before_the_proof(document: Any) -> None:
    # Nobody completes before day 13, so that on day 12 no plan has all 750 across.
    row = next(row for row in document["curve"] if row["date"] == "2024-03-12")
    row["ceiling"] = 750


def never_with_a_date(document: Any) -> None:
    document["readings"]["strict"]["completion"]["never"] = True


RESULTS: dict[str, tuple[Forge, str]] = {
    "a reading less": (drop_reading, "result.json: "),
    "a limit less": (drop_limit_row, "limits"),
    "no curve": (drop_curve, "curve"),
    "no crossing": (drop_crossing, "crossings"),
    "gates met": (gates_met, "gates"),
    "no assumptions": (no_assumptions, "assumptions"),
    "a key more": (a_key_more, "verdict"),
    "a null key more": (a_null_key_more, "verdict"),
    "a null key less": (a_null_key_less, "exposure"),
    "complete too early": (complete_too_early, "completion"),
    "complete later than the plan": (complete_later, "completion"),
    "complete before the proof": (complete_before_proof, "completion"),
    "the chosen reading complete before the proof": (chosen_before_proof, "completion"),
    "no ceiling on a day": (no_ceiling, "curve"),
    "room for everyone before the proof": (room_before_the_proof, "curve on 2024-03-12"),
    "never, on a date": (never_with_a_date, "never"),
}


@pytest.mark.parametrize("sealed", SEALED)
@pytest.mark.parametrize("name", RESULTS)
def test_forged_results(forged: Forged, name: str, sealed: bool) -> None:
    forge, words = RESULTS[name]
    with forged.changed("result.json", sealed=sealed) as document:
        forge(document)
    fails = forged.fails()
    # A digest names the part of the document, counting again the very value.
    assert any(line.startswith("result.json: ") and (words in line or not sealed) for line in fails), fails


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("value", [[], "x", 1, None, {}])
def test_a_document_of_another_shape_fails_with_its_name(forged: Forged, name: str, value: object) -> None:
    from planner.runfolder import to_json

    (forged.folder / name).write_text(to_json(value), encoding="utf-8")
    fails = forged.fails()
    assert any(name in line for line in fails), fails


def test_an_honest_folder_holds(forged: Forged) -> None:
    assert forged.fails() == ()


def soften(document: Any) -> None:
    next(row for row in document["rights"] if row["status"] == "BREACH")["status"] = "NO BREACH FOUND IN THIS CHECK"


def lessen(document: Any) -> None:
    next(row for row in document["needs"] if row["quantity"])["quantity"] -= 1


def pass_over(document: Any) -> None:
    document["standards"].remove(next(row for row in document["standards"] if row["status"] == "BREACH"))


def shelter(document: Any) -> None:
    document["exposure"]["must"]["person_days_on_the_way"] -= 1


@pytest.mark.parametrize(
    ("forge", "told"),
    [(soften, "rights["), (lessen, "needs["), (pass_over, "standards"), (shelter, "exposure.must.person_days")],
)
def test_needs_and_rights_are_worked_out_again(forged: Forged, forge: Forge, told: str) -> None:
    with forged.changed("result.json", sealed=True) as document:
        forge(document)
    assert any(told in fault for fault in forged.fails())
