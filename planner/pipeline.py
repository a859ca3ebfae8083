"""The order of the rooms: a config goes in, a run folder comes out whole or not at all."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from planner.apart import Apart, cores
from planner.audit import audit_plan
from planner.backtest import backtest_of, really_happened
from planner.config import (
    LoadedScenario,
    Scenario,
    StandardsChoice,
    dump_resolved,
    standards_root,
)
from planner.disclosure import Scan, known_of, wording_faults
from planner.errors import InputError
from planner.geodata import read_case, read_case_workbook
from planner.model import curve, least_cost, most_on_time, requirement_claims, sensitivities, solve_reading
from planner.model.flips import bound_at, plan_at
from planner.model.routing import Known, relief_rounds, route_days
from planner.network import Geography, RouteFinder, build_geography, build_world, redrawn
from planner.outcome import GATES, Findings, Judged, certificate, effects_of, result_of, verdict_row
from planner.outcome.alternatives import alternatives_of
from planner.outcome.assumptions import assumptions_of
from planner.outcome.flips import Proving, prove
from planner.outcome.movements import basis_of
from planner.proof import check_claim
from planner.records import Case, Reading
from planner.recount import Recount, Roads, sole_provinces
from planner.requirements import Chosen, Dates, Found, asked_of, proved_limits, requirements_of
from planner.rounds import asking_of, not_assessed, routes_of
from planner.runfolder import (
    CERTIFICATE,
    PLAN,
    RESOLVED,
    RESULT,
    RUN,
    check_target,
    outputs_of,
    recover,
    replacing,
    seal,
    to_json,
)
from planner.simulate import Draws, check_sobol, draw, inputs_of, no_draws, uncertainty_of
from planner.solution import Claim, Cut, Flip, ReadingResult
from planner.timings import Progress, Timings

Json = dict[str, Any]
# Districts x days from which a second process for the alternatives is worth its start.
WORTH_A_PROCESS = 3_000
PACKAGES = ("ortools", "numpy", "scipy", "pandas", "geopandas", "pydantic", "matplotlib", "typst")


def prepare(loaded: LoadedScenario) -> Geography:
    """
    Read the case and join it with the scenario.

    Raises
    ------
    InputError
        All faults of the case, or all faults between the case and the scenario, with file and line.
    """
    profiles = loaded.scenario.standards.profiles
    try:
        case = read_case(loaded.case_folder, profiles=profiles, standards_root=standards_root())
        _check_wording(case, loaded.scenario.title)
        geography = build_geography(case, loaded.scenario)
        inputs_of(case, loaded.scenario)
        if loaded.scenario.uncertainty.sobol:
            check_sobol()
        return geography
    except InputError as error:
        raise InputError(loaded.placed(error.faults)) from error


def case_workbook(path: Path) -> Case:
    """
    Read a case workbook as a case folder would be read.

    Raises
    ------
    InputError
        All faults of the case, by sheet and row.
    """
    case = read_case_workbook(path, profiles=StandardsChoice().profiles, standards_root=standards_root())
    _check_wording(case, None)
    return case


def _check_wording(case: Case, title: str | None) -> None:
    """Refuse a case or a scenario whose own words may not go out."""
    faults = wording_faults(case, title)
    if faults:
        raise InputError(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Everything one run finds, before it is written."""

    findings: Findings
    readings: Mapping[Reading, ReadingResult]
    requirements: Sequence[Cut] = ()
    flips: Sequence[Flip] = ()

    @property
    def claims(self) -> tuple[Cut, ...]:
        """Every claim of the certificate, reading by reading, then those of the requirements."""
        return (*(cut for result in self.readings.values() for cut in result.claims), *self.requirements)


def solve(
    geography: Geography, timings: Timings, progress: Progress, workers: int = 1, apart: Apart | None = None
) -> Solved:
    """
    Solve three readings, have them judged, and gather what the result tells.

    Parameters
    ----------
    workers
        Processes for the draws; their number changes no result.
    apart
        Computes the alternatives, where there is a process for it.
    """
    apart = apart or Apart(process=False)
    case, scenario = geography.case, geography.scenario
    roads = Roads(case)
    solved: dict[Reading, ReadingResult] = {}
    judged: dict[Reading, Judged] = {}
    for reading in Reading:
        with timings.stage(f"solve, {reading} reading", progress):
            solved[reading] = solve_reading(build_world(geography, reading))
        with timings.stage(f"proof and audit, {reading} reading", progress):
            judged[reading] = judge(roads, scenario, solved[reading])
    chosen, world = solved[scenario.reading], build_world(geography, scenario.reading)
    common = (geography, judged[scenario.reading], chosen)
    # The last ones, with dates far off, take longest, and so the process begins with them.
    beside = range(len([*alternatives_of(case, judged[scenario.reading])]))
    apart.begin_each(_alternative, common, reversed(beside))
    with timings.stage("curve and what binds", progress):
        drawn = curve(world, chosen)
        worth = sensitivities(world, chosen.on_time)
    with timings.stage("exposure, needs and rights", progress):
        effects = {reading: effects_of(by, in_full=reading == scenario.reading) for reading, by in judged.items()}
    with timings.stage("requirements", progress):
        claims = requirement_claims(world, chosen.on_time, asked_of(case, worth))
        proved = proved_limits(judged, claims)
        proving = Proving(judged=judged[scenario.reading], on_time=chosen.on_time, without=proved)
        worth, flips = prove(proving, worth, partial(bound_at, world), partial(plan_at, world))
        dates = Dates(judged[scenario.reading].recount)
        programmes = dates.programmes.items()
        mixes = {days: Chosen.of(means, *least_cost(*means.columns())) for days, means in programmes}
        found = Found(
            judged=judged,
            effects=effects,
            on_time={reading: result.on_time for reading, result in solved.items()},
            worth=worth,
            proved=proved,
            dates=dates,
            chosen=mixes,
        )
        asked = requirements_of(found)
    uncertainty = _uncertainty(geography, roads, timings, progress, workers)
    with timings.stage("rounds", progress):
        routes = _routes(judged[scenario.reading], progress)
    with timings.stage("backtest", progress):
        held_against = backtest_of(case, scenario) if really_happened(case, scenario) else {}
    with timings.stage("alternatives", progress):
        rows = apart.answers()[::-1]
    findings = Findings(
        case=case,
        scenario=scenario,
        judged=judged,
        effects=effects,
        curve=drawn,
        sensitivities=worth,
        flips_proved=proving.shown(worth, flips).keys(),
        alternatives=rows,
        assumptions=assumptions_of(judged[scenario.reading].recount),
        requirements=asked,
        uncertainty=uncertainty,
        routes=routes,
        backtest=held_against,
    )
    return Solved(findings=findings, readings=solved, requirements=claims, flips=flips)


def _uncertainty(geography: Geography, roads: Roads, timings: Timings, progress: Progress, workers: int) -> Json:
    """Draw worlds from every range, and solve the best possible outcome of the first ones."""
    reason = no_draws(geography.scenario)
    if reason is not None:
        return reason
    with timings.stage("draws", progress):
        draws = Draws(roads, geography.scenario)
        drawn = draw(draws, workers=workers, progress=progress)
    with timings.stage("draws solved again", progress):
        at_most = []
        for values in drawn.resolved.T:
            by, scenario = draws.world(values)
            at_most.append(most_on_time(build_world(redrawn(geography, by.case, scenario), Reading.CENTRAL)))
    return uncertainty_of(drawn, at_most)


def _routes(judged: Judged, progress: Progress) -> Json:
    """Ask for the rounds of the plan and of the order, have each checked, and keep what they come to."""
    basis = basis_of(judged)
    asking = asking_of(basis)
    if asking is None:
        return not_assessed(basis)
    known = Known()
    days = [route_days(question.problems, progress, known) for question in asking.questions]
    return routes_of(asking, days, relief_rounds)


def judge(roads: Roads, scenario: Scenario, result: ReadingResult, near: Recount | None = None) -> Judged:
    """
    Have one reading's proofs and plan counted again by rooms that have never seen the solver.

    Parameters
    ----------
    near
        The recount of the same reading of a scenario beside this one, to share what both would count.

    Raises
    ------
    AssertionError
        When a proof or a plan of our own does not hold: a bug, never an answer.
    """
    recount = Recount(roads, scenario, result.reading) if near is None else near.beside(scenario)
    faults: list[str] = []
    for cut in result.claims:
        by = recount.beside(scenario, round_the_clock=True) if cut.claim is Claim.IMPOSSIBLE else recount
        faults += check_claim(by, cut).faults
    audit = audit_plan(recount, result.plan)
    faults += audit.faults
    if faults:
        raise AssertionError("\n".join(faults))
    return Judged(
        recount=recount,
        plan=replace(result.plan, travel=audit.travel),
        audit=audit,
        proved_at_most=result.on_time.bound,
        impossible=any(cut.claim is Claim.IMPOSSIBLE for cut in result.claims),
        completion=result.completion,
    )


def answer(finder: RouteFinder, roads: Roads, scenario: Scenario) -> Json:
    """
    Return verdict and completion of a scenario in its own reading, proved and audited, and nothing else.

    Parameters
    ----------
    finder, roads
        Routes of one case as the network finds them, and as proof and audit find them on their own.

    Raises
    ------
    InputError
        When the scenario does not fit the case.
    """
    world = build_world(build_geography(finder.case, scenario, finder), scenario.reading)
    return verdict_row(judge(roads, scenario, solve_reading(world)))


def _alternative(geography: Geography, chosen: Judged, solved: ReadingResult, number: int) -> Json:
    """Solve and judge one of what stands beside the plan, in the chosen reading."""
    other = [*alternatives_of(geography.case, chosen)][number]
    scenario, judged, result = other.scenario, chosen, solved
    if scenario != geography.scenario:
        judged, result = _beside(geography, chosen, scenario, solved if other.only_later else None)
    days = judged.completion.days
    if other.at_completion and days not in (None, scenario.num_days):
        when = scenario.start + timedelta(days=int(days or 0) - 1)
        judged, _ = _beside(geography, chosen, scenario.model_copy(update={"deadline": when}), result)
    return {
        "id": other.id,
        "title": other.title,
        "deadline": judged.recount.scenario.deadline.isoformat(),
        "sentence": other.tell(judged),
        **verdict_row(judged),
    }


def _beside(
    geography: Geography, chosen: Judged, scenario: Scenario, known: ReadingResult | None
) -> tuple[Judged, ReadingResult]:
    """Solve and judge a scenario with the exit rule of another: routes, and who may use which place, are the same."""
    result = solve_reading(build_world(replace(geography, scenario=scenario), scenario.reading), known)
    return judge(chosen.recount.roads, scenario, result, near=chosen.recount), result


def run(  # noqa: PLR0913 - one parameter an option of the command
    loaded: LoadedScenario,
    out: Path,
    *,
    command: str,
    with_report: bool = True,
    brief: bool = False,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Json:
    """
    Run a scenario and write its run folder.

    Parameters
    ----------
    command
        The command that remakes the run, without ``--out`` and without absolute paths.
    workers
        Processes for the draws; their number changes no result.

    Returns
    -------
    The result, as written to ``result.json``.
    """
    from planner import report  # late: a run without a report must not wait for its figures

    check_target(out)
    recover(out)
    timings = Timings()
    with timings.stage("read", progress):
        geography = prepare(loaded)
    large = len(geography.case.districts) * geography.scenario.num_days >= WORTH_A_PROCESS
    with Apart(process=large and cores() > 1) as apart:
        apart.ready("planner.pipeline")
        solved = solve(geography, timings, progress, workers, apart)
        if with_report:
            apart.ready("planner.report:warm_up")
        result = result_of(solved.findings)
        claims = certificate.to_json(solved.claims, solved.flips, geography.case.hashes, geography.scenario)
        plan = certificate.plan_json(solved.findings, result["corridors"])
        document = _run_document(loaded, geography.case, command, {RESULT: result, CERTIFICATE: claims, PLAN: plan})
        known = known_of([geography.case], sole=_sole(solved), gates=[report.gate_lines(GATES)])
        with replacing(out) as folder:
            scan = Scan(folder, known)
            with timings.stage("write", progress):
                for name, value in ((RESULT, result), (CERTIFICATE, claims), (PLAN, plan)):
                    (folder / name).write_text(to_json(value), encoding="utf-8")
                (folder / RESOLVED).write_text(dump_resolved(loaded.scenario), encoding="utf-8")
                report.write_tables(folder, result=result, plan=plan)
            if with_report:
                story = report.Story(result, claims, geography.case, document)
                with timings.stage("report", progress):
                    case_folder = loaded.case_folder
                    report.tell(
                        folder, story, apart, plan=plan, case_folder=case_folder, brief=brief, meanwhile=scan.read
                    )
            document["outputs"] = outputs_of(folder)
            with timings.stage("scan", progress):
                # Everything but run.json's own last lines is there; they are numbers of seconds by stage.
                (folder / RUN).write_text(to_json(document), encoding="utf-8")
                scan.check()
            document["timings_s"] = timings.seconds
            (folder / RUN).write_text(to_json(document), encoding="utf-8")
    return result


def _sole(solved: Solved) -> frozenset[str]:
    """Return the provinces whose people in scope live in one district, in any reading."""
    return frozenset().union(*(sole_provinces(judged.recount) for judged in solved.findings.judged.values()))


def _run_document(loaded: LoadedScenario, case: Case, command: str, parts: Mapping[str, Json]) -> Json:
    """Return run.json without outputs and timings: hashes, versions, seed, command, and seals of every claim."""
    resolved = dump_resolved(loaded.scenario)
    inputs = {**case.hashes, RESOLVED: hashlib.sha256(resolved.encode("utf-8")).hexdigest()}
    versions = {"planner": metadata.version("returns-planner"), "python": platform.python_version()}
    versions |= {name: metadata.version(name) for name in PACKAGES}
    identity = to_json([inputs, versions["planner"]])
    return {
        "tool": "planner",
        "schema_version": 1,
        "run_id": hashlib.sha256(identity.encode()).hexdigest()[:12],
        "command": command,
        "seed": loaded.scenario.seed,
        "case_folder": None if loaded.case_is_embedded else str(loaded.case_folder.resolve()),
        "versions": versions,
        "inputs": inputs,
        "seals": {name: seal(value) for name, value in parts.items()},
    }
