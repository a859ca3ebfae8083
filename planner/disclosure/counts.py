"""
Rules for records that go out: rows of tables and layers, mappings of JSON, lines of YAML.

A record says what each of its values is: from its names follows what is a place, an origin or a count of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from planner.disclosure.coming_in import find_person_header, find_person_pattern, fold_digits, is_small_cell
from planner.disclosure.known import Known, fold
from planner.disclosure.wording import DISTRICT_RULE, SMALL_RULE, leaks_in_text
from planner.units import round_people

EXACT_RULE = "G7-exact"
Value = object
Found = tuple[str, str]

_ORIGIN_KEYS = frozenset(
    ["from", "from_place", "from_id", "from_name", "origin", "origins", "home", "coming_from", "from_province"]
)
_PROVINCE = "province"
_DISTRICT_KEYS = frozenset(
    ["district", "districts", "pcode", "pcodes", "admin2", "adm2", "adm2_pcode", "adm2_en", "admin2_pcode", "tehsil"]
)
_PLACE_KEYS = frozenset(
    [
        "id",
        "to",
        "to_place",
        "to_id",
        "place",
        "place_id",
        "site",
        "site_id",
        "crossing",
        "crossing_id",
        "name",
        "place_name",
    ]
)
_PEOPLE_KEY = re.compile(
    r"people|person|crossed|moved|arriv|depart|famil|children|women|returnee|afghan|refugee|affected|headcount"
    r"|(?:^|[_ ])(?:count|total|left|held|waiting|in|out)(?:$|[_ ])"
)
_NOT_COUNTED = re.compile(r"(?:^|[_ ])per[_ ]|share|hours|minutes|_km|days|nights|vehicles|trips|rounds")
_NO_COUNT_KEYS = frozenset(
    [
        "lon",
        "lat",
        "x",
        "y",
        "z",
        "km",
        "hours",
        "hour",
        "minutes",
        "minute",
        "share",
        "year",
        "month",
        "day",
        "days",
        "week",
        "fid",
        "row",
        "rank",
        "no",
        "page",
        "schema_version",
        "minx",
        "maxx",
        "miny",
        "maxy",
        "k",
    ]
)
_NUMBER = re.compile(r"[<≈~]?\s?\d{1,3}(?:[,\u00a0\u202f]\d{3})+|[<≈~]?\s?\d+(?:\.\d+)?")
_DIGEST = re.compile(r"(?:sha256:|sha256-)?[0-9a-f]{12,64}")
_FRACTION = re.compile(r"\d+/\d+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?")
_PLAIN = re.compile(r"[^\W\d_]*")
# Ids of our own rows, which a district's code may look like: assumptions, rights checks, standards, claims.
_OWN_ID = re.compile(r"[a-z]\d{2}|[a-z]{3}-\d{2}")
_OWN_ID_KEYS = frozenset(("id", "standard_id", "no", "no."))
_POSITION = re.compile(r"\[\d+\]")
_LEAST_PERSON_NUMBER = 10**9
# Headers of our own tables and documents that name no person, though such a header coming in would.
_OUR_HEADERS = frozenset(
    "name title address point points lon lat place_name styleName f_table_name srs_name table_name column_name"
    " geometry_type_name extension_name sha-256".casefold().split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """
    What the names of a record's values say, whatever the values are: records of one kind have one form.

    Parameters
    ----------
    tells_district
        Names under which any text is a district.
    may_be_districts
        Names that may be a district's own.
    may_have_origin
        Whether one of them is of an origin or a province.
    """

    tells_district: frozenset[str]
    may_be_districts: tuple[str, ...]
    may_have_origin: bool


class RecordRules:
    """The rules, with what they have already judged: the same names and texts come by thousands of times."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._keys: dict[str, bool] = {}
        self._texts: dict[str, tuple[str, ...]] = {}
        self._headers: dict[str, str | None] = {}
        self._named: dict[str, bool] = {}

    def header(self, name: str) -> str | None:
        """Return the rule that a column's or key's name trips."""
        if name not in self._headers:
            # A seal's name is a path in another document.
            plain = _POSITION.sub("", name).rsplit(".", 1)[-1]
            if plain not in self._headers:
                # Ids of public places are keys too, alone or after what is told of them, such as `outside:school`.
                is_ours = plain.casefold() in _OUR_HEADERS or fold(plain.rpartition(":")[2]) in self.known.places
                self._headers[plain] = None if is_ours else find_person_pattern(plain) or find_person_header(plain)
            self._headers[name] = self._headers[plain]
        return self._headers[name]

    def by_origin(self, name: str, values: Mapping[str, Value]) -> Iterator[Found]:
        """Yield rule and name of what a mapping from origins to counts of people may not tell; ``name`` is its own."""
        if _counts_people(name) or "province" in name.casefold():
            for key, value in values.items():
                number = _number(value)
                if number is not None and fold(key) in self.known.origins:
                    yield from ((rule, key) for rule in self._with_origin(fold(key), number))

    def leaks(self, values: Mapping[str, Value], *, in_district: bool | None = None) -> Iterator[Found]:
        """
        Yield rule and name of every value of a record that may not go out.

        Parameters
        ----------
        in_district
            Whether it names a district or stands inside a record that does; ``None`` where that is to be found out.
        """
        district = self.names_district(values) if in_district is None else in_district
        origin = self._origin(values) if self._form(values).may_have_origin else ""
        for key, value in values.items():
            if isinstance(value, str):
                yield from ((rule, key) for rule in self.text(value))
            elif isinstance(value, int | float) and value >= _LEAST_PERSON_NUMBER and value == int(value):
                rule = find_person_pattern(str(value))
                if rule is not None:
                    yield rule, key
        if district or origin:
            yield from self._counts(values, origin, in_district=district)

    def _counts(self, values: Mapping[str, Value], origin: str, *, in_district: bool) -> Iterator[Found]:
        """Yield rule and name of the counts in a record of a district, or of people from somewhere."""
        people_unit = any(key == "unit" and isinstance(v, str) and "people" in v for key, v in values.items())
        for key, value in values.items():
            number = _number(value)
            if number is None:
                continue
            if in_district and key.casefold() not in _NO_COUNT_KEYS:
                yield DISTRICT_RULE, key
            elif origin and (_counts_people(key) or (people_unit and key in ("value", "quantity"))):
                yield from ((rule, key) for rule in self._with_origin(origin, number))

    def names_district(self, values: Mapping[str, Value]) -> bool:
        """Return whether a value of a record, or the name of one, is a district."""
        form = self._form(values)
        for key, value in values.items():
            if isinstance(value, str) and value:
                if self._may_be_district(value) and self._is_district(key, value):
                    return True
                if key in form.tells_district:
                    return True
        return any(_number(values[key]) is not None and self._is_district("", key) for key in form.may_be_districts)

    def is_district_key(self, key: str) -> bool:
        """Return whether the name of a value is a district."""
        found = self._keys.get(key)
        if found is None:
            found = self._keys[key] = self.known.is_district(key, is_origin=False)
        return found

    def _form(self, values: Mapping[str, Value]) -> _Form:
        keys = tuple(values)
        form = self._forms.get(keys)
        if form is None:
            low = {key: key.casefold() for key in keys}
            form = self._forms[keys] = _Form(
                tells_district=frozenset(key for key in keys if low[key] in _DISTRICT_KEYS),
                may_be_districts=tuple(key for key in keys if self._may_be_district(key)),
                may_have_origin=not (_ORIGIN_KEYS | {_PROVINCE}).isdisjoint(low.values()),
            )
        return form

    def _may_be_district(self, value: str) -> bool:
        """Return whether a text is a district's name or code, whatever else it is."""
        found = self._named.get(value)
        if found is None:
            name = fold(value)
            found = self._named[value] = name in self.known.codes or name in self.known.districts
        return found

    def _is_district(self, key: str, value: str) -> bool:
        low = key.casefold()
        if low in _OWN_ID_KEYS and _OWN_ID.fullmatch(fold(value)):
            return False
        return self.known.is_district(value, is_origin=low in _ORIGIN_KEYS)

    def _origin(self, values: Mapping[str, Value]) -> str:
        """Return where a record's people come from, empty where it does not say."""
        keys = {key.casefold(): value for key, value in values.items()}
        for key in _ORIGIN_KEYS & keys.keys():
            if isinstance(keys[key], str) and fold(str(keys[key])) in self.known.origins:
                return fold(str(keys[key]))
        province = keys.get(_PROVINCE)
        if isinstance(province, str) and province and not _PLACE_KEYS & keys.keys():
            return fold(province)
        return ""

    def _with_origin(self, origin: str, number: float) -> Iterator[str]:
        """Yield the rules that a count of people from somewhere trips."""
        if number != int(number) or number < 0:
            return
        if origin in self.known.sole and number:
            yield DISTRICT_RULE
        if is_small_cell(int(number)):
            yield SMALL_RULE
        elif round_people(int(number)) != number:
            yield EXACT_RULE

    def text(self, value: str) -> tuple[str, ...]:
        """Return the rules that a text value trips."""
        if value not in self._texts:
            self._texts[value] = self._judged(value)
        return self._texts[value]

    def _judged(self, value: str) -> tuple[str, ...]:
        if _PLAIN.fullmatch(value) and value.isascii() and len(value) < _SHORTEST_BANNED:
            return ()
        if any(form.fullmatch(value) for form in (_DIGEST, _FRACTION, _DAY)) or fold(value) in self.known.places:
            return ()
        return tuple(dict.fromkeys(rule for rule, _ in leaks_in_text(value, self.known)))


_SHORTEST_BANNED = 6


def _number(value: Value) -> float | None:
    """Return a number, also one written as a text with thousands separators or withheld, ``None`` for all else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        return None
    return _number_in(value)


@lru_cache(maxsize=65536)
def _number_in(text: str) -> float | None:
    text = fold_digits(text.strip())
    if not _NUMBER.fullmatch(text):
        return None
    return float(re.sub(r"[<≈~,\s\u00a0\u202f]", "", text))


@lru_cache(maxsize=4096)
def _counts_people(key: str) -> bool:
    low = key.casefold()
    return bool(_PEOPLE_KEY.search(low)) and not _NOT_COUNTED.search(low)
