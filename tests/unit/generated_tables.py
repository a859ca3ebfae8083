"""Generated tables: some look as if they were about persons, some are clean; made up from start to end, by one seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from planner.geodata.tables import CASE_TABLES, Column, Kind, Table

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DIGITS: tuple[dict[int, str], ...] = ({}, EASTERN, PERSIAN)
HEADERS = {
    "English": (
        "father_name", "CNIC", "Passport No", "phone", "Mobile Number", "e-mail", "date_of_birth", "tazkira no",
        "PoR card number", "Full Name", "home address", "number_plate", "biometric id", "family_id",
    ),
    "Urdu": (
        "نام", "ولدیت", "شناختی کارڈ", "شناختی کارڈ نمبر", "پتہ", "فون", "موبائل نمبر", "والد کا نام", "تاریخ پیدائش",
    ),
    "Pashto": ("نوم", "د پلار نوم", "تذکره", "د تذکرې شمېره", "پته", "د زېږېدو نېټه", "د موبایل شمېره"),
    "Dari": ("اسم", "نام پدر", "شماره تذکره", "آدرس", "تاریخ تولد", "شماره تلفون", "تخلص"),
}  # fmt: skip
NAMES = ("Gul Khan", "Zar Wali", "Bibi Hawa", "Mir Afzal", "گل خان", "زر ولی", "بی بی حوا", "میر افضل", "نور محمد")
PLACES = (
    "Alder", "Birch", "North Ridge", "Old Bridge", "Camp 4", "Sector I-14", "Zero Point N-10", "M-3 interchange",
    "پل کهنه", "شمالی کیمپ", "کوټه دروازه", "Qala-ye Naw", "Río Seco", "Km 40 halt",
)  # fmt: skip
SENTENCES = (
    "Two convoys passed", "Shut after snow, open again on the third", "Rs 2bn asked for 49 centres",
    "People a day: low 3,000 (press), high 17,189 (a count of 8 April 2020)", "Read as 45 / 65 / 70 at each place",
    "About 60 % came by road", "سڑک تین دن بند رہی", "دروازه دو روز باز بود", "Flood of 2022: 1,700 km of road",
)  # fmt: skip
ADDRESSES = (
    "https://example.org/news/1785164?p=74217", "https://example.org/print/1124506-main-facility-set-up",
    "http://example.net/2023/10/31/over-400,000-back ; https://example.org/pk/82168310511010321578",
)  # fmt: skip


@dataclass(frozen=True)
class Generated:
    """
    A file of a case folder.

    Parameters
    ----------
    secrets
        What stands in it and may be repeated nowhere.
    """

    table: Table
    text: str
    secrets: tuple[str, ...] = ()


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def person_value(rng: Random) -> str:
    """Return a made-up number, phone, address, plate, birth date or point, in one of three sets of digits."""
    day = f"{rng.randint(1950, 2009)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    forms = (
        f"{rng.randint(1, 9)}{_digits(rng, 4)}-{_digits(rng, 7)}-{_digits(rng, 1)}",
        f"{rng.randint(1, 9)}{_digits(rng, 12)}",
        f"1{_digits(rng, 3)}-{_digits(rng, 4)}-{_digits(rng, 5)}",
        f"03{_digits(rng, 2)}-{_digits(rng, 7)}",
        f"+92 3{_digits(rng, 2)} {_digits(rng, 7)}",
        f"0093 7{_digits(rng, 8)}",
        f"{rng.choice('ABCKP')}{rng.choice('ABCKP')}{_digits(rng, 7)}",
        f"born {day}",
        f"تاریخ تولد {day}",
        f"3{_digits(rng, 1)}.{_digits(rng, 5)}, 7{_digits(rng, 1)}.{_digits(rng, 5)}",
        f"{rng.choice('abc')}{rng.choice('xyz')}{_digits(rng, 3)}@example.org",
        f"bus LEA-{rng.randint(3000, 9999)}",
    )
    return rng.choice(forms).translate(rng.choice(DIGITS))


def person_table(rng: Random) -> Generated:
    """Return a table about persons: in their own columns, in a column beside ours, or in a cell of ours."""
    table = rng.choice(CASE_TABLES)
    kind = rng.choice(("own", "beside", "cell"))
    if kind == "own":
        languages = [rng.choice(HEADERS[rng.choice(tuple(HEADERS))]) for _ in range(rng.randint(2, 5))]
        header = list(dict.fromkeys(languages))
        rows = [[rng.choice(NAMES) if k == 0 else person_value(rng) for k in range(len(header))] for _ in range(2)]
        return Generated(table, _csv([header, *rows]), tuple(cell for row in rows for cell in row))
    header, rows = _clean_rows(rng, table, rng.randint(1, 3))
    if kind == "beside":
        value = rng.choice((rng.choice(NAMES), person_value(rng)))
        header.append(rng.choice(HEADERS[rng.choice(tuple(HEADERS))]))
        return Generated(table, _csv([header, *([*row, value] for row in rows)]), (value,))
    texts = [
        k for k, name in enumerate(header) if _kind(table, name) in (Kind.NAME, Kind.TEXT, Kind.REF, Kind.PROVINCE)
    ]
    value = person_value(rng)
    rng.choice(rows)[rng.choice(texts)] = value
    return Generated(table, _csv([header, *rows]), (value,))


_WORDS = (Kind.NAME, Kind.TEXT, Kind.REF, Kind.PROVINCE)


def clean_table(rng: Random) -> Generated:
    """Return a table of places, figures or events, in the format of the contract."""
    table = rng.choice(CASE_TABLES)
    header, rows = _clean_rows(rng, table, rng.randint(1, 5))
    return Generated(table, _csv([header, *rows]))


def _kind(table: Table, name: str) -> Kind | None:
    return next((column.kind for column in table.columns if column.name == name), None)


def _clean_rows(rng: Random, table: Table, count: int) -> tuple[list[str], list[list[str]]]:
    """Return a header in any order, now and then without an optional column, and rows whose cells go together."""
    columns = [column for column in table.columns if not column.optional or rng.random() < 0.7]
    rng.shuffle(columns)
    header = [column.name for column in columns]
    keys = [f"{rng.choice(('foreign', 'afghan'))}_nationals_{2017 + k}" for k in range(rng.randint(0, 2))]
    keys = list(dict.fromkeys(keys)) if table.open_keys else []
    rows = []
    for number in range(count):
        cells = {column.name: _cell(rng, column, number) for column in columns}
        _in_order(rng, table, cells)
        rows.append([*(cells[name] for name in header), *(_people(rng) for _ in keys)])
    return [*header, *keys], rows


def _in_order(rng: Random, table: Table, cells: dict[str, str]) -> None:
    """Set ranges and periods of a row, which must be in order."""
    for triple in table.triples:
        least = 10 if triple.people else 0
        values = sorted(rng.randint(least, 90_000) for _ in range(3))
        blank = triple.blank and rng.random() < 0.2
        cells |= {name: "" if blank else str(value) for name, value in zip(triple.names, values, strict=True)}
    for first, last in table.ordered:
        if first in cells and cells.get(last):
            start = date.fromisoformat(cells[first])
            cells[last] = (start + timedelta(days=rng.randint(0, 90))).isoformat()


def _people(rng: Random) -> str:
    return str(rng.choice((0, rng.randint(10, 999), rng.randint(1_000, 30_000_000))))


def _day(rng: Random) -> str:
    return (date(2015, 1, 1) + timedelta(days=rng.randint(0, 4_000))).isoformat()


def _id(rng: Random, number: int) -> str:
    stem = rng.choice(("PK", "AF", "torkham", "holding-", "m-3-interchange-", "F2023100", "S"))
    return f"{stem}{number}{rng.choice('abcdef')}"


_CELLS: dict[Kind, Callable[[Random], str]] = {
    Kind.REF: lambda rng: rng.choice(("gate", "T01", "leg:gate-fork", "North", "national", "S1", "پل", "undocumented")),
    Kind.NAME: lambda rng: rng.choice(PLACES),
    Kind.PROVINCE: lambda rng: rng.choice(("North", "South Ridge", "شمال", "Capital Territory")),
    Kind.TEXT: lambda rng: rng.choice(SENTENCES),
    Kind.ADDRESS: lambda rng: rng.choice(ADDRESSES),
    Kind.DAY: _day,
    Kind.EDITION: lambda rng: rng.choice(("2023", "2023-10", "2023-10/2023-12", _day(rng))),
    Kind.TIME: lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
    Kind.WEEKDAY: lambda rng: rng.choice(("monday", "Fri", "SUNDAY")),
    Kind.MONTH: lambda rng: str(rng.randint(1, 12)),
    Kind.YEAR: lambda rng: str(rng.randint(1998, 2026)),
    Kind.LON: lambda rng: f"{rng.uniform(-180, 180):.{rng.randint(1, 6)}f}",
    Kind.LAT: lambda rng: f"{rng.uniform(-90, 90):.{rng.randint(1, 6)}f}",
    Kind.NUMBER: lambda rng: rng.choice((str(rng.randint(0, 10**7)), f"{rng.uniform(0, 900):.2f}")),
    Kind.SHARE: lambda rng: f"{rng.uniform(0, 1):.2f}",
    Kind.DEGREES: lambda rng: f"{rng.uniform(-30, 45):.1f}",
    Kind.WHOLE: lambda rng: str(rng.randint(0, 10**6)),
    Kind.PEOPLE: _people,
}


def _cell(rng: Random, column: Column, number: int) -> str:
    if column.blank and rng.random() < 0.2:
        return ""
    if column.kind is Kind.ID:
        return _id(rng, number)
    return rng.choice(column.words) if column.kind is Kind.WORD else _CELLS[column.kind](rng)
