"""Catalogues of texts: the English sentence is the key, and a sentence without translation stays English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_HERE = Path(__file__).parent
# The library keeps no header that gettext does not know.
_SIGNED = re.compile(r'^"X-Signed-By:\s*(.*?)\s*\\n"$', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """
    A language of summaries.

    Parameters
    ----------
    code
        As in ``--language`` and in the file's name (ISO 639).
    tag
        Language and region as the PDF says them.
    name
        In English.
    locale
        From which names of months are taken.
    right_to_left
        How its script runs.
    """

    code: str
    tag: tuple[str, str]
    name: str
    locale: str
    right_to_left: bool = True


LANGUAGES = {
    "en": Language(code="en", tag=("en", "GB"), name="English", locale="en_GB", right_to_left=False),
    "ur": Language(code="ur", tag=("ur", "PK"), name="Urdu", locale="ur", right_to_left=True),
    "ps": Language(code="ps", tag=("ps", "AF"), name="Pashto", locale="ps", right_to_left=True),
    "prs": Language(code="prs", tag=("fa", "AF"), name="Dari", locale="fa_AF", right_to_left=True),
}


class Texts:
    """The texts of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = None if language.code == "en" else read_catalogue(language.code)

    @property
    def signed_by(self) -> str:
        """Who signed the translation, empty for a draft; the English needs no reader's name."""
        if self._catalogue is None:
            return self.language.name
        return signer(self.language.code)

    def say(self, english: str, **values: str) -> str:
        """Return a sentence in the language, its places filled."""
        message = self._catalogue.get(english) if self._catalogue is not None else None
        told = message.string if message is not None and isinstance(message.string, str) else ""
        return (told or english).format(**values)

    def day(self, when: date) -> str:
        """Return a date in words, in the Gregorian calendar and Western digits."""
        from babel.dates import format_date

        return format_date(when, "d MMMM y", locale=self.language.locale)


def signer(code: str) -> str:
    """Return who signed a catalogue, empty for a draft."""
    found = _SIGNED.search((_HERE / f"{code}.po").read_text(encoding="utf-8"))
    return found[1] if found else ""


@cache
def read_catalogue(code: str) -> Catalog:
    """Return a language's catalogue."""
    from babel.messages.pofile import read_po

    with (_HERE / f"{code}.po").open("rb") as file:
        return read_po(file, locale=None, abort_invalid=True)
