"""
Rules for texts that go out: districts beside people, small counts with an origin, words never used, persons.

A text is a paragraph, a cell, a tooltip or the words of a page. What is found is told by rule and position, never
repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from planner.disclosure.coming_in import find_person_pattern, fold_digits
from planner.disclosure.known import Known, Phrase, fold, squash

DISTRICT_RULE, SMALL_RULE, WORD_RULE = "G1-district", "G2-small-cell", "G3-word"
FIXED_SENTENCES = ("this is not a finding that it is lawful, safe or voluntary",)
"""The only sentences in which the words that are never used of a plan may stand."""

_PEOPLE = (
    r"(?:people|persons?|individuals?|afghans?|returnees?|refugees?|famil(?:y|ies)|households?|residents?|inhabitants?"
    r"|nationals?|children|women|men)\b"
)
_NUMBER = r"(?<![\w.,])(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+(?:\.\d+)?)(?:\s?(?:million|thousand|lakh))?"
_COUNT_OF_PEOPLE = re.compile(rf"{_NUMBER}\W{{1,3}}(?:\w+\W{{1,3}}){{0,3}}?{_PEOPLE}", re.IGNORECASE)
_PEOPLE_COUNTED = re.compile(rf"\b{_PEOPLE}\W{{1,3}}(?:\w+\W{{1,3}}){{0,4}}?{_NUMBER}(?!\s?%)", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
_OTHER_UNIT = (
    r"(?:km|m|h|hours?|min|minutes?|places?|beds?|nights?|days?|weeks?|months?|tents?|desks?|sites?|l|litres?|m2|m²|%|°"
    rf"|per cent|{_MONTH})"
)
# A number right behind a name, as in a table or after a colon; years, dates and other units are none.
_BEHIND = re.compile(
    rf"\W{{0,4}}(?:districts?\W{{1,4}})?(?!(?:19|20)\d\d(?![\d,]))(?:\d{{1,3}}(?:,\d{{3}})+|\d{{2,}})(?![\d,.:/-]*\d)"
    rf"(?!\s?(?:{_OTHER_UNIT})(?!\w))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n\s*\n")
_WINDOW = 160
_SMALL = re.compile(rf"(?<![\d.,/-])[1-9]\s+(?:\w+\s+)?{_PEOPLE}", re.IGNORECASE)
_WORDS_NEVER_USED = re.compile(
    r"\b(?:humane(?:ly)?|lawful(?:ly|ness)?|approved|compliant|illegals?)\b"
    rf"|\b(?:targets?|burdens?|loads?)\s+of\s+(?:\w+\s+)?{_PEOPLE}"
    r"|\b(?:people|human|afghans?|refugees?|returnees?|migrants?|persons?)\s+(?:targets?|burdens?|loads?)\b"
    r"|\b(?:people|afghans|refugees|returnees|migrants|they)\s+are\s+(?:a\s+|the\s+)?(?:targets?|burdens?|loads?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_HASH = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|sha256-[A-Za-z0-9+/]{43}=)(?![0-9A-Za-z])")


def leaks_in_text(text: str, known: Known) -> Iterator[tuple[str, int]]:
    """Yield the rule and the position of everything in a text that may not go out."""
    plain = text if text.isascii() else fold_digits(text)
    yield from ((DISTRICT_RULE, at) for at in districts_counted(plain, known))
    yield from ((SMALL_RULE, at) for at in _small_counts(plain, known))
    if find_person_pattern(plain) is None and not _WORDS_NEVER_USED.search(plain):
        return
    masked = without_public_texts(plain, known)
    yield from words_never_used(masked)
    rule = find_person_pattern(masked)
    if rule is not None:
        yield from _where(rule, masked)


def _where(rule: str, text: str) -> Iterator[tuple[str, int]]:
    """Yield each line that trips a rule about persons; where none does by itself, the whole text does."""
    at, found = 0, False
    for line in text.splitlines(keepends=True):
        own = find_person_pattern(line.strip())
        if own is not None:
            found = True
            yield own, at
        at += len(line)
    if not found:
        yield rule, 0


def without_public_texts(text: str, known: Known) -> str:
    """
    Return a text of the same length in which hashes, fixed sentences and public titles are blank.

    They are looked for by letters and digits alone, since a page breaks its lines where it likes.
    """
    spans = [found.span() for found in _HASH.finditer(text)]
    # One sign of the text for each letter kept: forms that fold to several letters would move the others.
    kept = [(at, low) for at, sign in enumerate(text) if sign.isalnum() and len(low := sign.lower()) == 1]
    letters = "".join(low for _, low in kept)
    for phrase in (*map(squash, FIXED_SENTENCES), *known.texts):
        if len(phrase) < _SHORTEST_TITLE:
            continue
        at = letters.find(phrase)
        while at >= 0:
            spans.append((kept[at][0], kept[at + len(phrase) - 1][0] + 1))
            at = letters.find(phrase, at + len(phrase))
    if not spans:
        return text
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [sign if sign == "\n" else " " for sign in signs[start:end]]
    return "".join(signs)


# Shorter titles could be met by chance in the middle of other words.
_SHORTEST_TITLE = 12


def words_never_used(text: str) -> Iterator[tuple[str, int]]:
    """Yield where a word stands that is never used of a plan or of people, outside the fixed sentences."""
    for found in _WORDS_NEVER_USED.finditer(_WEB_ADDRESS.sub(_blank, text)):
        yield WORD_RULE, found.start()


# Addresses of the press carry the words of its headlines; lines may break inside one, after a hyphen or a slash.
_WEB_ADDRESS = re.compile(r"https?://\S+(?:(?<=[-/])\n\S+)*", re.IGNORECASE)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def districts_counted(text: str, known: Known) -> Iterator[int]:
    """Yield where a district, by name or code, stands beside a count of people."""
    for start, end, name in _districts(text, known):
        if not _is_public(text, (start, end), known.phrases.get(name, ())) and _has_count(text, start, end):
            yield start


def _districts(text: str, known: Known) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and folded name of every district in a text; ids and addresses are no mentions."""
    words = [(found.start(), found.end(), found.group().casefold()) for found in _WORD.finditer(text)]
    firsts = [(k, start, first) for k, (start, _, first) in enumerate(words) if first in known.starts]
    for k, start, first in firsts:
        for name in known.starts[first]:
            following = words[k : k + len(name)]
            if tuple(word for _, _, word in following) != name:
                continue
            end = following[-1][1]
            is_apart = all(len(text[a[1] : b[0]]) <= _MOST_BETWEEN for a, b in pairwise(following))
            if is_apart and not _is_part_of_id(text, start, end):
                yield start, end, " ".join(name)
            break


_MOST_BETWEEN = 3
_JOINING = "-/_@:=."


def _is_part_of_id(text: str, start: int, end: int) -> bool:
    """Return whether a word is a part of an id, an address or a file's name."""
    before, after, then = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    # A colon before a word may end another; with no blank it joins the two.
    return (before != "" and before in _JOINING) or after in ("/", "_", "@") or (after in ("-", ".") and then.isalpha())


def _is_public(text: str, span: tuple[int, int], phrases: tuple[Phrase, ...]) -> bool:
    """Return whether a district's name stands there as part of a public text, such as the name of a site."""
    start, end = span
    for phrase in phrases:
        reach_before, reach_after = 2 * len(phrase.before) + 20, 2 * len(phrase.after) + 20
        before = squash(text[max(0, start - reach_before) : start]) if phrase.before else ""
        after = squash(text[end : end + reach_after]) if phrase.after else ""
        if before.endswith(phrase.before) and after.startswith(phrase.after):
            return True
    return False


def _has_count(text: str, start: int, end: int) -> bool:
    """Return whether a count of people stands beside a name: right behind it, or with its noun in the sentence."""
    if _BEHIND.match(text, end):
        return True
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    ends = [found.end() for found in _SENTENCE_END.finditer(before)]
    stop = _SENTENCE_END.search(after)
    sentence = before[ends[-1] if ends else 0 :] + " … " + after[: stop.start() if stop else len(after)]
    return bool(_COUNT_OF_PEOPLE.search(sentence) or _PEOPLE_COUNTED.search(sentence))


def _small_counts(text: str, known: Known) -> Iterator[int]:
    """Yield where 1 to 9 people stand beside where they come from."""
    for found in _SMALL.finditer(text):
        around = text[max(0, found.start() - _WINDOW) : found.end() + _WINDOW]
        here = min(found.start(), _WINDOW)
        before = _SENTENCE_END.split(around[:here])[-1]
        after = _SENTENCE_END.split(around[here:])[0]
        sentence = f" {fold(before + after)} "
        if any(re.search(_coming_from(name), sentence) for name in known.origins if name in sentence):
            yield found.start()


def _coming_from(name: str) -> str:
    """Return the pattern of a sentence in which people come from a place."""
    place = re.escape(name)
    return rf"\b(?:from|of|leave|leaving) {place}\b|(?<!\w){place}(?:,? (?:to|into|via) |\s*[→>–:|]|['’]s )"
