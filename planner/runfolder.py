"""
Run folders: written beside, then swapped in whole by one atomic exchange.

At any moment, and after kill -9, there is the old whole folder or the new one. Where the system lacks the exchange, the
old folder is set aside first and put back at the next start if the new one never arrived.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from planner.errors import Fault, InputError

RESULT, CERTIFICATE, PLAN, RUN, RESOLVED = (
    "result.json",
    "certificate.json",
    "plan.json",
    "run.json",
    "config.resolved.yaml",
)
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# What a place that cannot be written answers; any other error is a fault of our own.
_PLACE_ERRORS = frozenset(
    (
        errno.EACCES,
        errno.EDQUOT,
        errno.EEXIST,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    )
)


def to_json(value: object) -> str:
    """Return canonical JSON text: sorted as given, two spaces, a final newline, no NaN."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def outputs_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a run folder but ``run.json``, which holds these."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: sha256_of(path) for name, path in files.items() if name != RUN}


def seal(value: object) -> dict[str, str]:
    """
    Return a short digest of every part of a JSON document: each value of its mappings, and each row of its lists.

    With these in ``run.json``, ``planner verify`` can name the very value or row in which a digit was changed.
    """
    return dict(_parts(value, "")) if isinstance(value, dict) else {"document": _digest(value)}


def _parts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _parts(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        yield f"{path}.length", _digest(len(value))
        yield from ((f"{path}[{k}]", _digest(row)) for k, row in enumerate(value))
    else:
        yield path, _digest(value)


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def broken_seals(value: object, seals: Mapping[str, str]) -> list[str]:
    """Return the parts of a document that are not what was sealed, missing and added ones too."""
    found = seal(value)
    return sorted(name for name in {*found, *seals} if found.get(name) != seals.get(name))


def is_run_folder(folder: Path) -> bool:
    """Return whether a folder is one of ours: its run.json says so."""
    try:
        return bool(json.loads((folder / RUN).read_text(encoding="utf-8")).get("tool") == "planner")
    except (OSError, ValueError, AttributeError, RecursionError):
        return False


def check_target(target: Path) -> None:
    """
    Refuse a folder that is not ours.

    Raises
    ------
    InputError
        When ``target`` is a file, or a folder with other things in it.
    """
    try:
        free = not target.exists() or (target.is_dir() and (not any(target.iterdir()) or is_run_folder(target)))
    except OSError as error:
        raise _refused(target, error) from error
    if not free:
        wanted = "a new or empty folder, or an earlier run folder"
        got = "a file or a folder with other content"
        raise InputError((Fault(file="--out", key=target.name, expected=wanted, got=got),))


def open_run_folder(folder: Path) -> None:
    """
    Put back what an interrupted run left of a run folder that is to be read, and refuse what is none, by its name.

    Raises
    ------
    InputError
        When there is no such folder, or none with a ``run.json``.
    """
    recover(folder)
    if not folder.is_dir():
        got = "a file" if folder.exists() else "no such folder"
    elif not (folder / RUN).exists():
        got = f"a folder without {RUN}"
    else:
        return
    raise InputError((Fault(file="RUN_DIR", key=str(folder), expected="a run folder", got=got),))


def recover(target: Path) -> None:
    """Put back or clear what an interrupted run left beside ``target``; nothing else is touched."""
    target = Path(os.path.realpath(target))
    if not target.parent.is_dir():
        return
    for left in _left_behind(target, "old"):
        # Only a run that is gone leaves its old folder aside; one at work is between two renames.
        if is_run_folder(left) and not target.exists():
            left.rename(target)
        elif is_run_folder(left):
            # Named as what may be cleared before it is: a part of a folder can no longer be told to be ours.
            dead = target.parent / f".{target.name}.new-{os.getpid()}"
            left.rename(dead)
            shutil.rmtree(dead, ignore_errors=True)
    for left in _left_behind(target, "new"):
        shutil.rmtree(left, ignore_errors=True)


def _left_behind(target: Path, kind: str) -> list[Path]:
    """Return the folders beside the target that a process which is gone made for it, in name order."""
    prefix = f".{target.name}.{kind}-"
    owned = (left for left in target.parent.iterdir() if left.name.startswith(prefix))
    return sorted(left for left in owned if _abandoned(left.name.removeprefix(prefix)))


def _abandoned(owner: str) -> bool:
    """Return whether a name ends in the number of a process that is gone."""
    if not (owner.isascii() and owner.isdecimal()):
        return False
    if int(owner) == os.getpid():
        return True
    try:
        os.kill(int(owner), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """
    Yield a new folder to write into; when the block ends well it becomes ``target``, else nothing is left of it.

    A link is followed: the folder behind it is replaced.

    Raises
    ------
    InputError
        When ``target`` is not ours to replace, or its place cannot be written.
    """
    target = Path(os.path.realpath(target))
    check_target(target)
    fresh = target.parent / f".{target.name}.new-{os.getpid()}"
    above = [folder for folder in target.parents if not os.path.exists(folder)]
    try:
        recover(target)
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            fresh.mkdir(parents=True)
        except FileNotFoundError as error:
            # A place where the system makes no folders; any other missing file is a fault of our own.
            raise _refused(target, error) from error
        yield fresh
        check_target(target)
        _swap(fresh, target)
    except OSError as error:
        if error.errno not in _PLACE_ERRORS:
            raise
        raise _refused(target, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in above if not os.path.exists(target) else ():
            with suppress(OSError):
                folder.rmdir()


def _refused(target: Path, error: OSError) -> InputError:
    reason = error.strerror or "it cannot be written"
    return InputError((Fault(file="--out", key=target.name, expected="a place that can be written", got=reason),))


def _swap(fresh: Path, target: Path) -> None:
    """Put ``fresh`` where ``target`` is; the old folder, if any, ends up under fresh's name."""
    if not target.exists() or not any(target.iterdir()):
        fresh.rename(target)
        return
    if _exchange(fresh, target):
        return
    aside = target.parent / f".{target.name}.old-{os.getpid()}"
    target.rename(aside)
    fresh.rename(target)
    aside.rename(fresh)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux renameat2); ``False`` where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    paths = (os.fsencode(one), os.fsencode(other))
    return bool(rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def read_json(path: Path) -> Any:
    """
    Read a JSON file of a run folder.

    Raises
    ------
    InputError
        When it is missing, no JSON, or has a key twice (a reader might see one value and a program the other).
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except (OSError, ValueError, RecursionError) as error:
        wanted, got = "a JSON file of a run folder", "missing, unreadable or with a key twice"
        raise InputError((Fault(file=path.name, expected=wanted, got=got),)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key stands twice")
    return document


_ABSENT = object()


def shown(value: object) -> str:
    """Return a value as faults tell it."""
    return "absent" if value is _ABSENT else repr(value)


def differences(said: object, counted: object, path: str = "") -> Iterator[tuple[str, object, object]]:
    """Yield path and both values wherever two JSON documents differ."""
    if isinstance(said, Mapping) and isinstance(counted, Mapping):
        for key in sorted({*said, *counted}):
            parts = (said.get(key, _ABSENT), counted.get(key, _ABSENT))
            yield from differences(*parts, f"{path}.{key}" if path else str(key))
    elif isinstance(said, list) and isinstance(counted, list) and len(said) == len(counted):
        for position, (one, other) in enumerate(zip(said, counted, strict=True)):
            yield from differences(one, other, f"{path}[{position}]")
    elif said != counted or isinstance(said, bool) != isinstance(counted, bool):
        yield path, said, counted
