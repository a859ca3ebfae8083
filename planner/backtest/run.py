"""A backtest into a folder: its result, the scenario as it was run, and what it was made from."""

from __future__ import annotations

import hashlib
import logging
from importlib import metadata
from pathlib import Path
from typing import Any

from planner.backtest.score import backtest_of
from planner.config import LoadedScenario, dump_resolved
from planner.disclosure import check_going_out, known_of
from planner.errors import Fault, InputError
from planner.records import Case
from planner.runfolder import RESOLVED, RESULT, RUN, is_run_folder, outputs_of, read_json, replacing, seal, to_json

log = logging.getLogger(__name__)

Json = dict[str, Any]
KIND = "backtest"
SCHEMA_VERSION = 1


def run_backtest(loaded: LoadedScenario, case: Case, out: Path, *, command: str) -> Json:
    """
    Run a backtest and write its folder.

    Parameters
    ----------
    out
        A new or empty folder, or an earlier backtest.
    command
        The command that remakes it, without ``--out``.

    Returns
    -------
    ``result.json``: schema version, scenario and backtest.

    Raises
    ------
    InputError
        When the case has no counts on one side of the deadline, or the folder cannot be written.
    """
    if is_run_folder(out) and read_json(out / RUN).get("kind") != KIND:
        wanted = "a new or empty folder, or an earlier backtest"
        raise InputError((Fault(file="--out", key=out.name, expected=wanted, got="a run folder"),))
    scenario, found = loaded.scenario, backtest_of(case, loaded.scenario)
    result: Json = {
        "schema_version": SCHEMA_VERSION,
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "case": Path(scenario.case).name,
            "start": scenario.start.isoformat(),
            "deadline": scenario.deadline.isoformat(),
            "reading": str(scenario.reading),
        },
        "backtest": found,
    }
    resolved = dump_resolved(scenario)
    log.info("backtest: %d cut-offs", len(found["cutoffs"]))
    with replacing(out) as folder:
        (folder / RESULT).write_text(to_json(result), encoding="utf-8")
        (folder / RESOLVED).write_text(resolved, encoding="utf-8")
        document = {
            "tool": "planner",
            "kind": KIND,
            "schema_version": SCHEMA_VERSION,
            "command": command,
            "seed": scenario.seed,
            "versions": {name: metadata.version(name) for name in ("returns-planner", "numpy", "scipy")},
            "inputs": {**case.hashes, RESOLVED: hashlib.sha256(resolved.encode("utf-8")).hexdigest()},
            "seals": {RESULT: seal(result)},
            "outputs": outputs_of(folder),
        }
        (folder / RUN).write_text(to_json(document), encoding="utf-8")
        check_going_out(folder, known_of([case]))
    return result
