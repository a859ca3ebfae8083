"""
``planner verify``: a run folder held against its inputs, claim by claim, with no solver in reach.

Every bound of the certificate is counted again from the case folder; the plans of all readings are audited again; the
answers, the completion dates, the exposure and the tables of ``result.json`` are put together a second time and
compared value by value, and ``tables/*.csv`` line by line. The value at which a limit alone is enough is held from both
sides: a plan at it, a cut beside it. What only a solver can find (people per unit of a limit, the curve after the
deadline, the pure streams) and what a fit found (the backtest) is held against the digests sealed in ``run.json`` when
the run was made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from planner.audit import audit_plan
from planner.config import PEOPLE_LIMIT, LoadedScenario
from planner.opening import run_of
from planner.outcome import Findings, Judged, certificate, effects_of, result_of
from planner.outcome.assumptions import assumptions_of
from planner.outcome.effects import Effects
from planner.outcome.flips import Proving
from planner.outcome.movements import basis_of
from planner.outcome.result import curve_of, sensitivities_of
from planner.proof import check_claim
from planner.records import Case, Reading
from planner.recount import Recount, Roads
from planner.requirements import Dates, Found, chosen_of, requirements_of
from planner.rounds import routes_faults
from planner.runfolder import (
    CERTIFICATE,
    PLAN,
    RESOLVED,
    RESULT,
    RUN,
    broken_seals,
    differences,
    read_json,
    sha256_of,
    shown,
)
from planner.simulate import uncertainty_again
from planner.solution import Claim, Completion, Curve, Cut, Flip, Plan, Sensitivity
from planner.units import counted as in_words

Json = dict[str, Any]
CORRIDORS = "corridors"
UNTELLABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What telling a document raises that does not hold what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was held and what fell: one line each."""

    holds: tuple[str, ...]
    fails: tuple[str, ...]


def verify(folder: Path, loaded: LoadedScenario, case: Case) -> Verified:
    """
    Check every claim of a run folder.

    Parameters
    ----------
    case
        The case read again from its folder; ``check_inputs`` has held its hashes.
    """
    check = _Check(folder, loaded, case)
    check.sealed()
    check.written(folder)
    check.tables(folder)
    check.claims()
    check.plans()
    check.result()
    return Verified(holds=tuple(check.holds), fails=tuple(dict.fromkeys(check.fails)))


class _Check:
    """One verification, gathering what holds and what fails."""

    def __init__(self, folder: Path, loaded: LoadedScenario, case: Case) -> None:
        self.run = run_of(folder)
        self.documents = {name: read_json(folder / name) for name in (RESULT, CERTIFICATE, PLAN)}
        self.said, self.certificate, self.plan = (
            document if isinstance(document, dict) else {} for document in self.documents.values()
        )
        self.case, self.scenario = case, loaded.scenario
        self.roads = Roads(case)
        self.recounts = {reading: Recount(self.roads, self.scenario, reading) for reading in Reading}
        self.cuts: dict[tuple[Claim, Reading], Cut] = {}
        self.freed: dict[str, Cut] = {}
        self.judged: dict[Reading, Judged] = {}
        self.holds: list[str] = []
        self.fails: list[str] = []

    def sealed(self) -> None:
        """Hold every part of the three documents against the digest sealed when the run was made."""
        for name, value in self.documents.items():
            if not isinstance(value, dict):
                self.fails.append(f"{name}: expected a JSON object")
            sealed = self.run.get("seals")
            seals = sealed.get(name) if isinstance(sealed, dict) else None
            if not isinstance(seals, dict):
                self.fails.append(f"{RUN}: there are no seals of {name}")
                continue
            for part in broken_seals(value, seals):
                if not part.startswith(CORRIDORS):
                    self.fails.append(f"{name}: {part} is not what the run wrote")

    def written(self, folder: Path) -> None:
        """Hold the report and the tables against the hashes taken when they were written."""
        outputs = self.run.get("outputs")
        said = outputs if isinstance(outputs, dict) else {}
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted({*said, *found} - {RUN, RESOLVED, *self.documents}):
            if name not in found or said.get(name) != sha256_of(found[name]):
                self.fails.append(f"{name}: is not what the run wrote")

    def tables(self, folder: Path) -> None:
        """Hold every table against the documents it tells, line by line."""
        from planner.report.grid import csv_of  # late: all that the report draws with comes too
        from planner.report.tables import FOLDER, all_tables

        try:
            told = {f"{FOLDER}/{table.name}.csv": csv_of(table) for table in all_tables(self.said, self.plan)}
        except UNTELLABLE as error:
            self.fails.append(f"{RESULT}: no tables can be made of it: {error!r}")
            return
        for name, text in told.items():
            found = (folder / name).read_text(encoding="utf-8", errors="replace") if (folder / name).is_file() else ""
            for line, (one, other) in enumerate(zip_longest(found.split("\n"), text.split("\n")), 1):
                if one != other:
                    told_again = "nothing" if other is None else shown(other)
                    self.fails.append(f"{name}, line {line}: is not what the documents say, {told_again}")
                    break

    def claims(self) -> None:
        """Count every bound again, and see that no claim is missing."""
        rows = self.certificate.get("claims")
        for position, row in enumerate(rows if isinstance(rows, list) else []):
            try:
                cut = certificate.claim_of(row)
            except (KeyError, TypeError, ValueError) as error:
                self.fails.append(f"{CERTIFICATE}: claims[{position}] is no claim: {error}")
                continue
            self._same(CERTIFICATE, row, certificate.claim_json(cut), f"claims[{position}]")
            if self._claimed(cut):
                self.fails.append(f"{CERTIFICATE}: claims[{position}] claims {cut.id} a second time")
            else:
                self._claim(cut)
        for reading in Reading:
            for claim in (Claim.ON_TIME, Claim.COMPLETION):
                if (claim, reading) not in self.cuts:
                    self.fails.append(f"{CERTIFICATE}: there is no {claim} claim for the {reading} reading")
        about = {
            "claims": rows,
            "flips": self.certificate.get("flips"),
            **certificate.about(self.case.hashes, self.scenario),
        }
        self._same(CERTIFICATE, self.certificate, about)

    def _claimed(self, cut: Cut) -> bool:
        """Return whether a claim was already made: one of each kind and reading, one requirement a limit."""
        if cut.claim is Claim.REQUIREMENT:
            return str(cut.free_limit) in self.freed
        return (cut.claim, cut.reading) in self.cuts

    def _same(self, name: str, said: object, counted: object, path: str = "") -> bool:
        """Hold a document, or a part of it, against the same put together again."""
        told = [
            f"{name}: {where} is {shown(one)}, counted again {shown(other)}"
            for where, one, other in differences(said, json.loads(json.dumps(counted)), path)
            if not where.startswith(CORRIDORS)
        ]
        self.fails += told
        return not told

    def _claim(self, cut: Cut) -> None:
        recount, longest = self.recounts[cut.reading], max(self.scenario.horizon_max_days, self.scenario.num_days)
        if not 0 <= cut.horizon_days <= longest:
            self.fails.append(f"{cut.id}: horizon_days is {cut.horizon_days}, the scenario looks {longest} days ahead")
            return
        if cut.claim is Claim.IMPOSSIBLE:
            recount = Recount(self.roads, self.scenario, cut.reading, round_the_clock=True)
        if cut.free_limit is not None:
            recount = recount.freed(cut.free_limit)
        counted = check_claim(recount, cut)
        if cut.claim is Claim.REQUIREMENT:
            self.freed[str(cut.free_limit)] = replace(cut, bound=counted.bound)
        else:
            self.cuts[cut.claim, cut.reading] = replace(cut, bound=counted.bound)
        self.fails += counted.faults
        asks = cut.claim is Claim.REQUIREMENT
        if asks != (cut.free_limit is not None) or (asks and cut.reading is not self.scenario.reading):
            self.fails.append(f"{cut.id}: takes {cut.free_limit} away, which is no requirement of the chosen reading")
        deadline = self.scenario.num_days
        if cut.claim is not Claim.COMPLETION and cut.horizon_days != deadline:
            self.fails.append(f"{cut.id}: horizon_days is {cut.horizon_days}, the deadline is day {deadline}")
        if cut.claim is not Claim.ON_TIME and counted.bound >= recount.in_scope_people > 0:
            self.fails.append(
                f"{cut.id}: {counted.bound} people may cross, which does not exclude all {recount.in_scope_people}"
            )
        if not counted.faults:
            people, passed = (
                f"{counted.behind_people:,} people",
                f"{counted.passed_people:,} in {in_words(cut.horizon_days, 'day')}",
            )
            told = f"{people} are behind limits that pass {passed}"
            if cut.prices:
                told = f"{people} pay prices for limits whose capacities are worth {passed}"
            self.holds.append(
                f"{cut.id}: {told}; no plan passes more than {counted.bound:,} of {recount.in_scope_people:,}"
            )

    def plans(self) -> None:
        """Audit the plan of every reading again."""
        others = self.plan.get("readings")
        for reading in Reading:
            try:
                rows = self.plan if reading == self.scenario.reading else others[str(reading)]  # type: ignore[index]
                plan = certificate.plan_of(reading, rows)
            except (KeyError, TypeError, ValueError) as error:
                self.fails.append(f"{PLAN}: the {reading} reading has no readable plan: {error}")
                continue
            self._plan(plan)
        plans = {reading: judged.plan for reading, judged in self.judged.items()}
        if set(plans) == set(Reading):
            corridors = self.plan.get(CORRIDORS)
            self._same(PLAN, self.plan, certificate.plans_json(plans, self.scenario.reading, corridors))

    def _plan(self, plan: Plan) -> None:
        reading, recount = plan.reading, self.recounts[plan.reading]
        audit = audit_plan(recount, plan)
        self.fails += [f"{PLAN}, {reading} reading: {fault}" for fault in audit.faults]
        on_time, before = self.cuts.get((Claim.ON_TIME, reading)), self.cuts.get((Claim.COMPLETION, reading))
        if audit.faults or on_time is None or before is None:
            return
        people = plan.on_time_people
        self.holds.append(f"plan, {reading} reading: fits every limit and carries {people:,} people by the deadline")
        self.judged[reading] = Judged(
            recount=recount,
            plan=plan,
            audit=audit,
            proved_at_most=on_time.bound,
            impossible=(Claim.IMPOSSIBLE, reading) in self.cuts,
            completion=self._completion(plan, before),
        )

    def _completion(self, plan: Plan, before: Cut) -> Completion:
        """
        Return what the result says of completion, as far as the proof and the plan leave it open.

        With stays of one night the rung of the pure network proves its own plan: the date is the proved one.
        """
        where = f"{RESULT}: readings.{plan.reading}.completion"
        proved, limit = before.horizon_days + 1, self.scenario.horizon_max_days
        try:
            said = self.said["readings"][str(plan.reading)]["completion"]
            days, never = said["days"], said["never"]
        except (KeyError, TypeError):
            self.fails.append(f"{where} is missing")
            return Completion(days=None, proved_days=proved, never=False)
        whole = isinstance(days, int) and not isinstance(days, bool)
        if not isinstance(never, bool) or not (days is None or whole):
            self.fails.append(f"{where} is no completion")
            return Completion(days=None, proved_days=proved, never=False)
        exact = not self.recounts[plan.reading].has_rows
        if days is None and proved != limit + 1 and (exact or never):
            self.fails.append(f"{where}.days is null, yet the proof excludes {proved - 1} days only")
        if days is not None and (days < proved or (exact and days != proved) or days > limit or never):
            self.fails.append(f"{where}.days is {days}, never {never}; the proof's first day not excluded is {proved}")
        return Completion(days=days, proved_days=proved, never=never)

    def result(self) -> None:
        """Put result.json together again and compare it value by value."""
        if set(self.judged) != set(Reading):
            return
        chosen = self.judged[self.scenario.reading]
        try:
            worth, proved = self._flips(chosen, sensitivities_of(self.said["limits"]))
            effects = {
                reading: effects_of(judged, in_full=reading == self.scenario.reading)
                for reading, judged in self.judged.items()
            }
            findings = Findings(
                case=self.case,
                scenario=self.scenario,
                judged=self.judged,
                effects=effects,
                curve=curve_of(self.said["curve"], self.scenario.start),
                sensitivities=worth,
                flips_proved=proved,
                alternatives=self.said["alternatives"],
                assumptions=assumptions_of(chosen.recount),
                requirements=self._requirements(worth, effects),
                routes=self.said["routes"],
                uncertainty=uncertainty_again(self.roads, self.scenario, self.said["uncertainty"]),
                backtest=self.said["backtest"],
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            self.fails.append(f"{RESULT}: cannot be read as a result: {error}")
            return
        same = self._same(RESULT, self.said, result_of(findings))
        self.fails += self._routes(chosen)
        self.fails += self._curve_faults(findings.curve)
        if same:
            self.holds.append(f"{RESULT}: answers, dates, exposure and tables are those of the plan and the proof")

    def _flips(self, chosen: Judged, said: list[Sensitivity]) -> tuple[list[Sensitivity], Collection[str]]:
        """Return what limits are worth, each value at which everyone crosses being the one proved, and which are."""
        on_time = self.cuts[Claim.ON_TIME, self.scenario.reading]
        proving = Proving(judged=chosen, on_time=on_time, without=self.freed)
        flips: dict[str, Flip] = {}
        for position, row in enumerate(self.certificate["flips"]):
            flip, where = certificate.flip_of(row, self.scenario), f"flips[{position}]"
            self._same(CERTIFICATE, row, certificate.flip_json(flip, self.scenario), where)
            faults = ["is proved twice"] if flip.limit_id in flips else [*proving.faults(flip)]
            self.fails += [f"{CERTIFICATE}: {where}, {flip.limit_id}: {fault}" for fault in faults]
            flips[flip.limit_id] = flip
        values = proving.shown(said, flips.values())
        for row in said:
            # Above a largest total there may be too many to count, and above none there is nothing.
            if proving.asks_all and row.limit_id not in values and row.limit_id != PEOPLE_LIMIT:
                self.fails.append(f"{RESULT}: flips_at of {row.limit_id} is {row.flips_at}, and nothing proves it")
        if values:
            self.holds.append(f"{RESULT}: flips_at of {len(values)} of {in_words(len(said), 'limit')} is proved")
        return [replace(row, flips_at=values.get(row.limit_id, row.flips_at)) for row in said], values.keys()

    def _requirements(self, worth: list[Sensitivity], effects: Mapping[Reading, Effects]) -> Json:
        """Count again what the deadline would take; a limit that no value makes enough must have its claim."""
        return requirements_of(
            Found(
                judged=self.judged,
                effects=effects,
                on_time={reading: self.cuts[Claim.ON_TIME, reading] for reading in Reading},
                worth=worth,
                proved=self.freed,
                dates=Dates(self.judged[self.scenario.reading].recount),
                chosen=chosen_of(self.said["requirements"]),
            )
        )

    def _routes(self, chosen: Judged) -> list[str]:
        """Add up the routes again, and count again what they are held against."""
        try:
            return [f"{RESULT}: {fault}" for fault in routes_faults(self.said["routes"], basis_of(chosen))]
        except (KeyError, TypeError, AttributeError) as error:
            return [f"{RESULT}: routes cannot be read: {error}"]

    def _curve_faults(self, curve: Curve) -> Iterator[str]:
        """Hold the curve against the plan, the bound and the completion."""
        chosen, deadline = self.judged[self.scenario.reading], self.scenario.num_days
        by_day = dict(zip(curve.days, zip(curve.crossed, curve.ceiling, strict=True), strict=True))
        if not all(type(people) is int for people in (*curve.crossed, *curve.ceiling)):
            yield f"{RESULT}: curve is not of whole numbers"
            return
        across = 0
        for day in range(1, deadline + 1):
            when = chosen.recount.date(day - 1)
            across += sum(r.from_self + r.from_sites for r in chosen.plan.crossings if r.date == when)
            crossed, ceiling = by_day.get(day, (None, None))
            if crossed != across or ceiling is None or ceiling < across:
                yield f"{RESULT}: curve on {when} is {crossed} of at most {ceiling}, the plan has {across}"
        if by_day.get(deadline, (0, 0))[1] != chosen.proved_at_most:
            yield f"{RESULT}: curve's ceiling at the deadline is not proved_at_most, {chosen.proved_at_most}"
        for day, (_, ceiling) in by_day.items():
            if ceiling >= chosen.in_scope_people and day < chosen.completion.proved_days and day != deadline:
                when = chosen.recount.date(day - 1)
                yield f"{RESULT}: curve on {when} has room for all {ceiling}, and the proof excludes that day"
        days = chosen.completion.days
        if days is not None and days >= deadline and by_day.get(days, (0, 0))[0] != chosen.in_scope_people:
            yield f"{RESULT}: curve does not reach all {chosen.in_scope_people} people on completion, day {days}"
