"""A run folder opened again: its scenario, its inputs held against their hashes, its documents as sealed and whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.config import LoadedScenario, load_resolved
from planner.errors import Fault, InputError
from planner.records import Case
from planner.runfolder import CERTIFICATE, PLAN, RESOLVED, RESULT, RUN, broken_seals, read_json, sha256_of

Json = dict[str, Any]
# Beside the room that writes results, whose modules nobody has to wait for who only reads one.
_SCHEMA = Path(__file__).with_name("outcome") / "result.schema.json"


def run_of(folder: Path) -> Json:
    """
    Return run.json, without which no input can be confirmed.

    Raises
    ------
    InputError
        When it is missing or no JSON object.
    """
    document = read_json(folder / RUN)
    if not isinstance(document, dict):
        raise InputError((Fault(file=RUN, expected="a JSON object", got=type(document).__name__),))
    return document


def load_run(folder: Path, case_folder: Path | None) -> LoadedScenario:
    """Return the scenario of a run folder, with the case folder that is given, else the one it was made from."""
    if case_folder is None:
        named = run_of(folder).get("case_folder")
        case_folder = Path(named) if isinstance(named, str) else None
    return load_resolved(folder / RESOLVED, case_folder)


def check_inputs(folder: Path, case: Case) -> None:
    """
    Refuse a run whose inputs are not the ones it was made from.

    Raises
    ------
    InputError
        One fault an input whose hash differs.
    """
    said = run_of(folder).get("inputs")
    said = said if isinstance(said, dict) else {}
    now = {**case.hashes, RESOLVED: sha256_of(folder / RESOLVED)}
    faults = [
        Fault(
            file=name,
            key="sha256",
            expected=str(said.get(name, "not an input of this run")),
            got=now.get(name, "missing"),
        )
        for name in sorted({*said, *now})
        if said.get(name) != now.get(name)
    ]
    if faults:
        raise InputError(tuple(faults))


def records_of(folder: Path) -> dict[str, Json]:
    """
    Return the four documents of a run folder, three of them as sealed in the fourth.

    Raises
    ------
    InputError
        One fault a document that is missing, is not what the run wrote, or lacks what results have since.
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
    _check_whole(documents[RESULT])
    return documents


def _check_whole(result: Json) -> None:
    """Refuse a result that an earlier planner wrote, without something that results have since."""
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    lacking = list(dict.fromkeys(_lacking(result, schema, schema["$defs"], "")))
    if lacking:
        got = "none" if len(lacking) == 1 else f"none, nor {len(lacking) - 1:,} more"
        wanted = "a key of every result (this run is of an earlier planner: run its scenario again)"
        raise InputError((Fault(file=RESULT, key=lacking[0], expected=wanted, got=got),))


def _lacking(value: object, schema: Mapping[str, Any], defs: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the path of every key that a JSON value lacks under a schema, rows of a list under one path."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    forms = schema.get("anyOf") or schema.get("oneOf")
    if forms and value is not None:
        # The form that it comes nearest to; an object is held against those of objects only.
        fits = [form for form in forms if "$ref" in form or form.get("type") == _type_of(value)]
        yield from min((list(_lacking(value, form, defs, path)) for form in fits), key=len, default=[])
    elif isinstance(value, dict):
        yield from (f"{path}{key}" for key in schema.get("required", ()) if key not in value)
        inside, others = schema.get("properties", {}), schema.get("additionalProperties")
        for key, part in value.items():
            under = inside.get(key, others)
            if isinstance(under, dict):
                yield from _lacking(part, under, defs, f"{path}{key}.")
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for row in value:
            yield from _lacking(row, schema["items"], defs, path)


def _type_of(value: object) -> str:
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "other"
