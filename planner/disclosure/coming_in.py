"""
What may come in and go out about people: headers and values that look like persons, and small cells.

Nothing here reads or writes files. A value that trips a rule is never returned, only the rule's id, so
that a message can name rule, row and column and nothing else. Identity numbers, phones and dates are
recognised in the digits of any script; headers in English, Urdu, Pashto and Dari, whatever their case,
accents and separators.

The lengths of identity numbers are assumptions (no published format was read), so the patterns lean
towards refusing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

_TURNING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
# Marks of direction: they print nothing and move their neighbours.
_MARKS = frozenset("\u061c\u200e\u200f")
HEADER_RULE = "R2-person-header"
SMALL_COUNT_RULE = "R6-small-count"
RULES = {
    HEADER_RULE: "a column about persons",
    "R3-cnic": "a 13-digit identity or registration card number",
    "R3-tazkira": "an electronic tazkira number",
    "R3-imei": "the serial number of a phone",
    "R3-phone": "a telephone number",
    "R3-email": "an e-mail address",
    "R3-passport": "a passport number",
    "R3-document": "the number of a personal document",
    "R3-case-number": "a case number of a registered family",
    "R3-plate": "a number plate",
    "R3-birth-date": "a date of birth",
    "R3-parentage": "a person named by parent",
    "R3-coordinates": "a point on the map inside a text",
    "R3-blob": "an encoded picture or biometric",
    "R3-url-login": "a web address with a login in it",
    SMALL_COUNT_RULE: "a count of 1 to 9 people",
}
"""What each rule says a refused header or value looks like."""

SMALLEST_SHOWN_PEOPLE = 10
WITHHELD_CELL = f"<{SMALLEST_SHOWN_PEOPLE}"


def is_small_cell(people: int) -> bool:
    """Return whether a count of people is too small to come in or go out: 1 to 9 (0 discloses nobody)."""
    return 0 < people < SMALLEST_SHOWN_PEOPLE


def display_cell(people: int) -> str:
    """Return a count of people as text, withheld as ``<10`` when it is small."""
    return WITHHELD_CELL if is_small_cell(people) else str(people)


def turns_direction(sign: str) -> bool:
    """Return whether a sign changes the direction of its neighbours, and so what a reader takes a text to say."""
    return sign in _MARKS or unicodedata.bidirectional(sign) in _TURNING


def fold_digits(text: str) -> str:
    """Return the text with every decimal digit, of any script, as its Latin digit."""
    if text.isascii():
        return text
    # Few texts have any: a look at each sign once is cheaper than at each place of it.
    other = {ord(sign): str(unicodedata.decimal(sign)) for sign in set(text) if sign.isdecimal() and not sign.isascii()}
    return text.translate(other) if other else text


_FOLDED_KINDS = {"Pd": "-", "Zs": " ", "Cf": ""}
_PUNCTUATION = {
    "\N{ARABIC DECIMAL SEPARATOR}": ".",
    "\N{ARABIC THOUSANDS SEPARATOR}": ",",
    "\N{ARABIC COMMA}": ",",
    "\N{MINUS SIGN}": "-",
}
# One letter each for the forms that Arabic, Persian, Urdu and Pashto keyboards give for the same sound.
_LETTERS = {
    **dict.fromkeys("\u064a\u0649\u06d0\u06cd\u06d2", "\u06cc"),  # forms of yeh
    "\u0643": "\u06a9",  # kaf
    **dict.fromkeys("\u0629\u06c1\u06be\u06d5\u06c0", "\u0647"),  # forms of heh
}


def _plain(text: str) -> str:
    """Return text with forms, digits, dashes and blanks folded, and signs that print nothing removed."""
    if text.isascii():
        return text
    normal = fold_digits(unicodedata.normalize("NFKC", text))
    # No sign of ASCII is folded: a look at each of the few others once is cheaper than at each place of the text.
    return normal.translate({ord(sign): _folded_sign(sign) for sign in set(normal) if not sign.isascii()})


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    """Return a sign with dashes, blanks and punctuation folded; empty where it prints nothing."""
    kind = unicodedata.category(sign)
    if kind in _FOLDED_KINDS:
        return _FOLDED_KINDS[kind]
    return "" if sign == "\N{ARABIC TATWEEL}" else _PUNCTUATION.get(sign, sign)


def _fold_header(header: str) -> str:
    """Return a header as lower-case words: camelCase split, accents and letter variants folded."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", _plain(header))
    decomposed = unicodedata.normalize("NFD", split.casefold())
    bare = "".join(_LETTERS.get(sign, sign) for sign in decomposed if unicodedata.category(sign) != "Mn")
    return " ".join(re.findall(r"[^\W_]+", bare))


def _folded(text: str) -> frozenset[str]:
    """Return the comma-separated entries of a vocabulary, folded as headers are."""
    return frozenset(_fold_header(entry) for entry in text.split(","))


# About persons as the whole header; inside a longer one they may name something else.
_WHOLE_HEADERS = _folded(
    "name, names, por, acc, por card, acc card, card, nic, address, addresses, residence, mobile,"
    "home address, house address, street address, permanent address, present address, current address,"
    "postal address, mailing address, residential address,"
    "cell, contact, contacts, house, plot, lat, lon, latitude, longitude, lng, coordinates, coords,"
    "geom, geometry, wkt, point, location, gps, face, finger, image, picture, school, employer, visa,"
    "driver, owner, person, individual, birth, born, age, sim, tribe, religion, ethnicity, pata,"
    "naam, walid, mail, nom, prenom"
)
# With a year behind them these may be public counts: "por 2023" are card holders, "name 2" is a name.
_MAY_BE_COUNTED = _folded("por, acc, por card, acc card, visa, school, house, plot, point, face, age")
_WORDS = _folded(
    "cnic, nicop, snic, tazkira, tazkera, tazkirah, tazkeera, etazkira, passport, passports, phone,"
    "phones, telephone, cellphone, landline, whatsapp, msisdn, imei, imsi, email, emails, dob,"
    "birthdate, birthday, birthplace, biometric, biometrics, fingerprint, fingerprints, iris, retina,"
    "photo, photos, photograph, selfie, signature, surname, firstname, lastname, fullname, forename,"
    "nickname, alias, plate, numberplate, gps, progres, vrf, street, mohalla, muhalla, landlord,"
    "informant, father, fathers, mother, mothers, husband, wife, spouse, guardian, parentage, kin,"
    "walidiyat, waldiyat, wildiat, shanakhti, iban, birth, nationalid, idcard, dna, telefon, telefono, نام,"
    "ولدیت, والد, والدہ, شوہر, زوجہ, شناختی, کارڈ, پتہ, پته, فون, موبائل, موبایل, مبایل, نوم, پلار,"
    "پدر, مادر, تخلص, تذکره, تذکرہ, تذکیره, شمېره, شماره, اسم, آدرس, پاسپورٹ, پاسپورت, ایمیل, پیدائش,"
    "پیدایش, تولد, زوکړې, زیږېدو, زېږېدو, عکس, تصویر, انځور, انگوٹھا, تلفون, ٹیلیفون, تیلیفون,"
    "تیلفون, محلہ, محله, گلی, کوچه, پلیت, پلیټ, دستخط, لاسلیک"
)
# Long enough to be looked for inside headers written without blanks, such as "fathername" or "شناختیکارڈ".
_PARTS = frozenset(
    entry.replace(" ", "")
    for entry in _folded(
        "cnic, passport, tazkir, tazker, phone, whatsapp, email, biometr, fingerpr, fathername,"
        "mothername, husbandname, birthdate, dateofbirth, nameof, numberplate, mohalla, idcard, شناختی,"
        "ولدیت, پاسپور, موبائل, موبایل, تذکره, شماره, شمیره, تاریخ پیدائش"
    )
)
# A name beside one of these is a place's.
_PLACES = _folded(
    "district, province, division, tehsil, admin, adm, place, site, crossing, border, town, city,"
    "country, hub, junction, file, column, station, airport, indicator, organi, agency, publisher"
)
# A number, id or card of one of these is a person's or a household's.
_NUMBERED = _folded(
    "nic, por, acc, card, case, family, household, hh, house, person, individual, beneficiary,"
    "migrant, refugee, returnee, detainee, deportee, vehicle, registration, reg, mobile, cell,"
    "contact, sim, visa, permit, license, licence, token, document, doc, account, proof, identity,"
    "national, form, plot"
)
_NUMBER_WORDS = _folded("no, nos, num, number, numbers, nr, id, ids, uid, card, cards")
_JOINED_NUMBER = re.compile(rf"(?:{'|'.join(sorted(_NUMBERED | {'id'}))})(?:no|num|number|id|card)")


def find_person_header(header: str) -> str | None:
    """
    Return the rule that a column header trips, or ``None``.

    The caller allows the headers of its contract first: ``name`` and ``address`` are person headers here.
    """
    folded = _fold_header(header)
    words = re.sub(r"\d+", " ", folded).split()
    joined = "".join(words)
    is_person = (
        folded in _WHOLE_HEADERS
        or " ".join(words) in _WHOLE_HEADERS - _MAY_BE_COUNTED
        or not _WORDS.isdisjoint((*words, joined))
        or any(part in joined for part in _PARTS)
        or (joined.endswith("name") and not any(place in joined for place in _PLACES))
        or ("name" in words and not any(place in joined for place in _PLACES))
        or (not _NUMBERED.isdisjoint(words) and not _NUMBER_WORDS.isdisjoint(words) and len(set(words)) > 1)
        or _JOINED_NUMBER.fullmatch(joined) is not None
    )
    return HEADER_RULE if is_person else None


@lru_cache(maxsize=65536)
def find_person_pattern(text: str) -> str | None:
    """
    Return the rule that a text cell trips, or ``None``.

    Web addresses inside the text are judged as such (they are full of long numbers that are nobody's);
    the rest is judged with all patterns. Years and dates of events pass; a date beside words of birth does
    not, nor a cell that is nothing but a date too old to be an event of a case.
    """
    if len(text) < _SHORTEST_MATCH:
        return None
    plain = _plain(text)
    for address in _WEB_ADDRESS.findall(plain):
        rule = _rule_in_address(address)
        if rule is not None:
            return rule
    return _rule_in_words(_WEB_ADDRESS.sub(" ", plain).strip())


def is_dated_id(text: str) -> bool:
    """Return whether an id is a letter or two and a date, such as ``S20231031``: no passport."""
    found = re.fullmatch(r"[A-Za-z]{1,2}(20\d{2})(\d{2})(\d{2})", text)
    if found is None:
        return False
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return False
    return True


def _rule_in_words(plain: str) -> str | None:
    """Return the rule that folded text without web addresses trips."""
    # Most cells are plain words, which two tests are enough for.
    is_plain_words = len(plain) < _SHORTEST_BLOB and not _HAS_DIGIT.search(plain)
    tests = _TESTS_OF_WORDS if is_plain_words else _TESTS
    return next((rule for rule, trips in tests if trips(plain)), None)


def _rule_in_address(address: str) -> str | None:
    """Return the rule that one http(s) address trips; long numbers in it are no reason by themselves."""
    try:
        parts = urlsplit(address)
        has_login, host = parts.username is not None, (parts.hostname or "").removeprefix("www.")
        asked = parse_qsl(parts.query)
    except ValueError:
        return "R3-url-login" if "@" in address else None
    spelled = unquote(address)
    names_document = any(
        _fold_header(key) in _ADDRESS_KEYS and _LONG_NUMBER.search(fold_digits(value)) for key, value in asked
    )
    tests = (
        ("R3-url-login", has_login),
        ("R3-email", _EMAIL.search(spelled)),
        ("R3-cnic", _SPACED_CNIC.search(spelled)),
        ("R3-coordinates", _COORDINATES.search(spelled)),
        ("R3-phone", _PLUS_PHONE.search(spelled) or (host in _PHONE_HOSTS and _LONG_NUMBER.search(spelled))),
        ("R3-document", names_document),
    )
    return next((rule for rule, trips in tests if trips), None)


def _is_old_date(plain: str) -> bool:
    """Return whether the text is nothing but a full date of a year in which people now alive were born."""
    if not _WHOLE_DATE.fullmatch(plain):
        return False
    return any(int(year) in years for year in _YEAR.findall(plain) for years in _BIRTH_YEARS)


def _is_plate(plain: str) -> bool:
    """Return whether the text is a number plate, or names a vehicle beside one."""
    found = [match["plate"] for pattern in _PLATES_IN_TEXT for match in pattern.finditer(plain)]
    return bool(_WHOLE_PLATE.fullmatch(plain.strip(" .,;:()"))) or any(
        not _ENDS_IN_YEAR.search(plate) for plate in found
    )


def _is_blob(plain: str) -> bool:
    """Return whether the text holds a long run of base64 or hexadecimal, or the head of a picture."""
    if _PICTURE.search(plain) or _HEXADECIMAL.search(plain):
        return True
    sorts: tuple[Callable[[str], bool], ...] = (str.islower, str.isupper, str.isdigit)
    return any(all(any(map(sort, run)) for sort in sorts) for run in _BASE64.findall(plain))


def _search(pattern: str, flags: int = 0) -> Callable[[str], object]:
    """Return the search of one compiled pattern."""
    return re.compile(pattern, flags).search


_SHORTEST_MATCH = 4
_HAS_DIGIT = re.compile(r"\d")
_SHORTEST_BLOB = 60
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH},?[ -]\d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
# Not inside a longer number, nor the tail of a date such as 2023-10-03.
_START = r"(?<!\d)(?<!\d[-/.,:])"

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ADDRESS_KEYS = _folded("cnic, nic, passport, tazkira, phone, mobile, tel, telephone, whatsapp, msisdn, imei, dob")
_PHONE_HOSTS = frozenset(("wa.me", "api.whatsapp.com", "chat.whatsapp.com"))
_LONG_NUMBER = re.compile(r"\d{5,}")
# Bounded, so that a long run of letters is not walked again from each of them.
_EMAIL = re.compile(r"[\w.+%-]{1,64} ?(?:@|[(\[]at[)\]]) ?[\w-]{1,63}\.[\w.-]{0,99}\w", re.IGNORECASE)
_SPACED_CNIC = re.compile(r"(?<!\d)\d{5}([-/. ])\d{7}\1\d(?!\d)")
_PLUS_PHONE = re.compile(r"\+\d(?:[ ()-]{0,2}\d){8,14}(?!\d)")
_COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,3}\.\d{3,}\s*°?\s*[NSEW]?\s*[,;/|\s]\s*-?\d{1,3}\.\d{3,}(?![\d.])"
    r"|\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['\u2019\u2032][^\n]{0,12}?[NSEW]\b"
)
_PARENTAGE = re.compile(r"\b[sd]/o\b|\b(?:son|daughter) of\b|\bولد\b|\bد پلار\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"(?:\bborn\b|\bbirth ?da(?:te|y)\b|\bdate of birth\b|\bd\.?o\.?b\b"
    r"|پیدائش|پیدایش|تولد|متولد|زوکړ|زیږ|زېږ)"
    rf".{{0,15}}?{_DATE}",
    re.IGNORECASE,
)
_WHOLE_DATE = re.compile(_DATE, re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
# Common era, and the solar Hijri years of the same births.
_BIRTH_YEARS = (range(1900, 2011), range(1279, 1390))
_VEHICLE = (
    r"(?i:\b(?:bus|coach|car|van|truck|lorry|vehicle|wagon|taxi|rickshaw|motor(?:cycle|bike)?|pick-?up"
    r"|plate|reg(?:istration)?)s?\b|گاڑی|بس|ٹرک|موټر|موتر|پلیٹ|پلیت)"
)
_PLATE = r"(?<![A-Za-z0-9])(?P<plate>[A-Z]{2,3}[- ]?(?:\d{2}[- ])?\d{3,5})(?![A-Za-z0-9])"
_PLATES_IN_TEXT = (re.compile(rf"{_VEHICLE}.{{0,15}}?{_PLATE}"), re.compile(rf"{_PLATE}.{{0,8}}?{_VEHICLE}"))
_ENDS_IN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_WHOLE_PLATE = re.compile(
    r"[A-Z]{3}[- ](?:\d{2}[- ])?(?!(?:19|20)\d\d$)\d{3,5}|[A-Z]{2}[- ](?:\d{2}[- ])?(?!(?:19|20)\d\d$)\d{4}"
)
_PICTURE = re.compile(r"data:[a-z]+/[\w.+-]+;base64|(?:iVBORw0KGgo|/9j/4|R0lGOD|JVBERi0|UklGR)[A-Za-z0-9+/]{20,}")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{128,}")
_BASE64 = re.compile(rf"[A-Za-z0-9+/]{{{_SHORTEST_BLOB},}}")

_TESTS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("R3-cnic", _search(r"(?<!\d)\d{5}[-/. ]?\d{7}[-/. ]?\d(?!\d)")),
    ("R3-tazkira", _search(r"(?<!\d)\d{4}[-/]?\d{4}[-/]?\d{5}(?![\dA-Za-z])")),
    ("R3-imei", _search(r"(?<!\d)\d{15}(?!\d)")),
    # Mobiles of both countries, numbers after a plus or 00, land lines, mobiles that lost their first 0.
    ("R3-phone", _search(_START + r"(?:\+?92|0092|\(?0)[ ()-]{0,2}3\d{2}\)?(?:[ -]{0,2}\d){7}(?!\d)")),
    ("R3-phone", _search(_START + r"(?:\+?93|0093|\(?0)[ ()-]{0,2}7\d\)?(?:[ -]{0,2}\d){7}(?!\d)")),
    ("R3-phone", _PLUS_PHONE.search),
    ("R3-phone", _search(_START + r"(?:00\d{10,13}|\(?0\d{2,3}\)?[ -]\d{6,8})(?!\d)")),
    ("R3-phone", re.compile(r"3[0-4]\d[- ]?\d{7}|7\d{8}").fullmatch),
    ("R3-email", _EMAIL.search),
    ("R3-passport", _search(r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{6,8}|[A-Z]{2}[ -]\d{7})(?![A-Za-z0-9])")),
    ("R3-passport", re.compile(r"[a-z]{2} ?\d{7}|[a-z]\d{8}").fullmatch),
    ("R3-case-number", _search(r"(?<![A-Za-z0-9])\d{3}-\d{2}[CI]\d{5}(?!\d)")),
    (
        "R3-document",
        _search(
            r"(?:\b(?:c?nic|passport|tazk[ie]ra|phone|mobile|cell|tel|whatsapp)\b"
            r"|شناختی|تذکر|فون|موبا|مبایل|پاسپور)"
            r"[^\d\n]{0,12}?(?:\bno\b|\bnum|#|نمبر|شمار|شمېر|شمیر)[^\d\n]{0,4}\d[\d -]{4,}",
            re.IGNORECASE,
        ),
    ),
    ("R3-birth-date", _BIRTH.search),
    ("R3-birth-date", _is_old_date),
    ("R3-plate", _is_plate),
    ("R3-coordinates", _COORDINATES.search),
    ("R3-parentage", _PARENTAGE.search),
    ("R3-blob", _is_blob),
)
_TESTS_OF_WORDS = tuple((rule, trips) for rule, trips in _TESTS if rule in ("R3-email", "R3-parentage", "R3-blob"))
