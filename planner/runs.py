"""Run folders read again: told again from their records, and compared with each other; nothing is solved."""

from __future__ import annotations

import logging
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from planner.apart import Apart
from planner.config import LoadedScenario, Scenario, flat, standards_root
from planner.demand import people_by_district
from planner.disclosure import Scan, check_going_out, known_of
from planner.errors import Fault, InputError
from planner.geodata import read_case
from planner.opening import records_of
from planner.records import Case, Reading
from planner.runfolder import (
    CERTIFICATE,
    PLAN,
    RESULT,
    RUN,
    is_run_folder,
    outputs_of,
    read_json,
    replacing,
    sha256_of,
    to_json,
)

log = logging.getLogger(__name__)

Json = dict[str, Any]
FEWEST, MOST = 2, 6
_COMPARISON = "comparison"


def retell(
    folder: Path,
    loaded: LoadedScenario,
    case: Case,
    apart: Apart,
    *,
    brief: bool = False,
    languages: Sequence[str] = (),
) -> tuple[Path, ...]:
    """
    Replace what a run folder tells, from its records and the case it was made from; return what ``report.tell`` does.

    Parameters
    ----------
    case
        Read again from its folder; its hashes are those of the run.
    apart
        Draws the figures, the sooner if it was made ready by ``report.warm_up``.
    brief
        Whether the PDF is the two-page brief.
    languages
        Of the summaries to write beside the report.

    Raises
    ------
    InputError
        When a document is not what the run wrote, a language is not known, or the folder cannot be written.
    """
    from planner import report

    unknown = [code for code in languages if code not in report.LANGUAGES]
    if unknown:
        known = " or ".join(report.LANGUAGES)
        raise InputError(tuple(Fault(file="--language", expected=known, got=code) for code in unknown))
    documents = records_of(folder)
    run = documents[RUN]
    story = report.Story(documents[RESULT], documents[CERTIFICATE], case, run)
    gates = report.gate_lines(documents[RESULT]["gates"])
    with replacing(folder) as fresh:
        scan = Scan(fresh, known_of([case], sole=_sole(case, loaded.scenario), gates=[gates]))
        # File by file, so that a full disk ends in the one error that says so.
        for path in sorted(folder.iterdir()):
            if path.is_file() and not any(path.match(pattern) for pattern in (RUN, *report.TOLD)):
                shutil.copy2(path, fresh)
        told = report.tell(
            fresh,
            story,
            apart,
            plan=documents[PLAN],
            case_folder=loaded.case_folder,
            brief=brief,
            languages=languages,
            meanwhile=scan.read,
        )
        run["outputs"] = outputs_of(fresh)
        (fresh / RUN).write_text(to_json(run), encoding="utf-8")
        scan.check()
    return tuple(folder / path.name for path in told)


def compare(folders: Sequence[Path], scenarios: Sequence[LoadedScenario], out: Path) -> Path:
    """
    Write what differs between runs, as PDF and CSV; return the PDF's path.

    Parameters
    ----------
    folders
        Two to six run folders.
    scenarios
        Their scenarios, in the same order.
    out
        A new or empty folder, or an earlier comparison.

    Raises
    ------
    InputError
        When the number of runs is another, a document is not what its run wrote, or ``out`` cannot be written.
    """
    from planner import report

    if not FEWEST <= len(folders) <= MOST:
        wanted = f"{FEWEST} to {MOST} run folders"
        raise InputError((Fault(file="RUN_DIR", expected=wanted, got=f"{len(folders)}"),))
    if is_run_folder(out) and read_json(out / RUN).get("kind") != _COMPARISON:
        wanted = "a new or empty folder, or an earlier comparison"
        raise InputError((Fault(file="--out", key=out.name, expected=wanted, got="a run folder"),))
    told = []
    for folder, loaded in zip(folders, scenarios, strict=True):
        documents = records_of(folder)
        told.append(report.Compared(result=documents[RESULT], run=documents[RUN], keys=flat(loaded.scenario)))
    with replacing(out) as fresh:
        report.write_comparison(fresh, told)
        hashes = {f"{k}/{RESULT}": sha256_of(folder / RESULT) for k, folder in enumerate(folders, 1)}
        runs = [one.run["run_id"] for one in told]
        document = {
            "tool": "planner",
            "kind": _COMPARISON,
            "runs": runs,
            "inputs": hashes,
            "outputs": outputs_of(fresh),
        }
        (fresh / RUN).write_text(to_json(document), encoding="utf-8")
        gates = {report.gate_lines(one.result["gates"]): None for one in told}
        check_going_out(fresh, known_of(_cases(scenarios), gates=gates))
    return out / report.COMPARISON


def _sole(case: Case, scenario: Scenario) -> frozenset[str]:
    """Return the provinces whose people in scope live in one district, in any reading."""
    peopled: defaultdict[str, set[str]] = defaultdict(set)
    for reading in Reading:
        for district, people in zip(case.districts, people_by_district(case, scenario, reading), strict=True):
            if people:
                peopled[district.province].add(district.pcode)
    return frozenset(province for province, pcodes in peopled.items() if len(pcodes) == 1)


def _cases(scenarios: Sequence[LoadedScenario]) -> Iterator[Case]:
    """Yield the cases that are still where their runs found them; a comparison holds nothing that its runs do not."""
    read: set[Path] = set()
    for loaded in scenarios:
        if loaded.case_folder in read:
            continue
        read.add(loaded.case_folder)
        try:
            yield read_case(
                loaded.case_folder, profiles=loaded.scenario.standards.profiles, standards_root=standards_root()
            )
        except InputError:
            log.warning("a case is no longer where its run found it: the comparison is scanned without its districts")
