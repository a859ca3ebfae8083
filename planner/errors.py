"""
The exception tree, the faults that input errors carry, and the exit codes.

Everything raised on purpose is a ``PlannerError``; anything else that reaches the command line is our own
bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line answers to the shell."""

    DONE = 0
    CLAIM_FAILS = 1
    BAD_INPUT = 2
    NO_ANSWER = 3
    OUR_BUG = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One thing wrong with one place of the input.

    Parameters
    ----------
    file
        The file as the reader knows it, or the command-line option, such as ``--set deadline=tomorrow``.
    row
        Line of the file, the first being 1; ``None`` when the fault concerns the whole file.
    column
        Column name of a table, or the character in the line (the first being 1) of a configuration.
    key
        The field, such as ``streams.self_organised.low``, or the record; ``None`` for the whole file.
    expected, got
        In words. ``got`` never repeats what looks like a person's data; ``None`` when there is nothing to
        show.
    """

    file: str
    expected: str
    row: int | None = None
    column: str | int | None = None
    key: str | None = None
    got: str | None = None

    def __str__(self) -> str:
        """Return ``file:row:column: key: expected X, got Y`` with the parts that are known."""
        where = ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)
        which = f"{self.key}: " if self.key else ""
        got = "" if self.got is None else f", got {self.got}"
        return f"{where}: {which}expected {self.expected}{got}"


class PlannerError(Exception):
    """Anything that this program raises on purpose."""


class InputError(PlannerError, ValueError):
    """
    Input that cannot be read as it should, with every fault found.

    Parameters
    ----------
    faults
        One fault, several (they are printed one a line), or a sentence when no place can be named.
    """

    def __init__(self, faults: Fault | Iterable[Fault] | str) -> None:
        self.faults: tuple[Fault, ...] = ()
        if isinstance(faults, str):
            super().__init__(faults)
            return
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return one line for each fault."""
        return "\n".join(str(fault) for fault in self.faults) if self.faults else super().__str__()


class NoPlanError(PlannerError):
    """No answer was found within the limits set on the search."""

    exit_code = ExitCode.NO_ANSWER


class StudyStoppedError(NoPlanError):
    """
    A study that ended before its last scenario, with everything solved so far kept; the same command goes on.

    Parameters
    ----------
    message
        What happened, and how far the study came.
    exit_code
        ``INTERRUPTED`` where a person stopped it.
    """

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.NO_ANSWER) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class SolverError(PlannerError):
    """The solver ended in a way that gives no answer; its own words are in the message."""
