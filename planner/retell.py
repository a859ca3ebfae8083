"""``planner report``: the report, page, tables and maps of a run told again from its records; nothing is solved."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from planner.config import LoadedScenario
from planner.errors import Fault, InputError
from planner.records import Case
from planner.runfolder import CERTIFICATE, PLAN, RESULT, RUN, broken_seals, outputs_of, read_json, replacing, to_json

Json = dict[str, Any]


def records_of(folder: Path) -> dict[str, Json]:
    """
    Return the four documents of a run folder, three of them as sealed in the fourth.

    Raises
    ------
    InputError
        One fault a document that is missing, or is not what the run wrote.
    """
    documents = {name: read_json(folder / name) for name in (RESULT, CERTIFICATE, PLAN, RUN)}
    run = documents[RUN]
    seals = run.get("seals") if isinstance(run, dict) else None
    faults = []
    for name in (RESULT, CERTIFICATE, PLAN):
        sealed = seals.get(name) if isinstance(seals, dict) else None
        broken = broken_seals(documents[name], sealed) if isinstance(sealed, dict) else ["it"]
        if broken:
            got = f"{broken[0]} changed" + (f", and {len(broken) - 1:,} more" if len(broken) > 1 else "")
            faults.append(Fault(file=name, expected="what the run wrote", got=got))
    if faults:
        raise InputError(tuple(faults))
    return documents


def retell(folder: Path, loaded: LoadedScenario, case: Case, *, brief: bool = False) -> Path:
    """
    Replace what a run folder tells, from its records and the case it was made from; return the report's path.

    Parameters
    ----------
    case
        Read again from its folder; its hashes are those of the run.
    brief
        Whether the PDF is the two-page brief.

    Raises
    ------
    InputError
        When a document is not what the run wrote, or the folder cannot be written.
    """
    from planner import report

    documents = records_of(folder)
    run = documents[RUN]
    story = report.Story(documents[RESULT], documents[CERTIFICATE], case, run)
    with replacing(folder) as fresh:
        shutil.copytree(folder, fresh, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*report.TOLD))
        report.tell(fresh, story, plan=documents[PLAN], case_folder=loaded.case_folder, brief=brief)
        run["outputs"] = outputs_of(fresh)
        (fresh / RUN).write_text(to_json(run), encoding="utf-8")
    return folder / "report.pdf"
