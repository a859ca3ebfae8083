"""Files of a case as checked text: size before reading, then encoding, then signs that no table holds."""

from __future__ import annotations

import codecs
import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from planner.errors import Fault

LARGEST_BYTES = 20 * 2**20
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """
    What was found under a file name.

    Parameters
    ----------
    text
        ``None`` when the file is absent or refused.
    sha256
        Of the bytes as they are on disk, in hexadecimal; empty when they were not read.
    faults
        Why the file is refused; an absent file is no fault here.
    """

    name: str
    text: str | None = None
    sha256: str = ""
    faults: tuple[Fault, ...] = ()


class _RefusedError(Exception):
    """Why a file is refused; ``row`` is its line, where there is one to name."""

    def __init__(self, expected: str, got: str | None, row: int | None = None) -> None:
        super().__init__(expected, got, row)
        self.expected, self.got, self.row = expected, got, row


def read_checked(path: Path, name: str) -> CheckedFile:
    """
    Return a file's text and hash, or why it is refused.

    Parameters
    ----------
    path
        Where it is; it may be absent.
    name
        How faults and hashes call it.
    """
    digest = ""
    try:
        data = _read(path)
        digest = hashlib.sha256(data).hexdigest()
        return CheckedFile(name, _decode(data), digest)
    except FileNotFoundError:
        return CheckedFile(name)
    except _RefusedError as why:
        fault = Fault(file=name, row=why.row, expected=why.expected, got=why.got)
    except OSError as error:
        fault = Fault(file=name, expected="a file that can be read", got=error.strerror)
    return CheckedFile(name, None, digest, (fault,))


def _read(path: Path) -> bytes:
    """Return the bytes of a regular file that is not too large."""
    state = path.stat()
    # A pipe or device would block or never end.
    if not stat.S_ISREG(state.st_mode):
        raise _RefusedError("a regular file", "something else of that name")
    wanted = f"at most {LARGEST_BYTES // 2**20} MB"
    if state.st_size > LARGEST_BYTES:
        raise _RefusedError(wanted, f"{state.st_size / 2**20:.1f} MB")
    with path.open("rb") as stream:
        data = stream.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise _RefusedError(wanted, "a file that grew while it was read")
    return data


def _decode(data: bytes) -> str:
    """Return the text of UTF-8 bytes, with or without byte order mark."""
    wanted = "text in UTF-8 (a spreadsheet calls it CSV UTF-8)"
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            raise _RefusedError(wanted, encoding)
    zero = data.find(b"\0")
    if zero >= 0:
        # Every other byte of Latin text in UTF-16 is zero.
        if data.count(b"\0") * 4 > len(data):
            raise _RefusedError(wanted, "UTF-16 without a byte order mark, or another wide encoding")
        raise _RefusedError(wanted, "a zero byte", _line(data, zero))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position counts from after the mark, which holds no line end.
        raise _RefusedError(wanted, "bytes that are not UTF-8", _line(data, error.start)) from None
    if not text.strip():
        raise _RefusedError("a file with something in it", "an empty file")
    return text


def _line(data: bytes, position: int) -> int:
    """Return the line that a byte is on, the first being 1."""
    return data.count(b"\n", 0, position) + 1
