"""Headers and values that look like persons, in four languages and three sets of digits, and what must not alarm."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.disclosure import (
    HEADER_RULE,
    RULES,
    display_cell,
    find_person_header,
    find_person_pattern,
    fold_digits,
    is_dated_id,
    is_small_cell,
)

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("RETURNS_SHARED", ROOT.parent / "shared"))
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")  # noqa: RUF001


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


PERSON_HEADERS = words("""
name father_name cnic nic por acc card_no tazkira passport visa phone mobile imei email address street mohalla
house plot lat lon gps geom photo face iris finger biometric dob case_id family_id proGres vrf plate employer
school landlord informant Father-Name FATHER.NAME fatherName fathername full_name first_name Husband_Name
cnicNo CNIC_Number C.N.I.C passport_no PassportNumber phone1 Phone_2 cell_no contact_number e-mail E_Mail
email_address date_of_birth DOB D.O.B place_of_birth household_id person_id beneficiary_id vehicle_no
registration_number por_no acc_card_number house_no id_card mobileno tazkera tazkirah biometrics fingerprints
name_2 number_plate naam shanakhti_card walidiyat
""")
PERSON_HEADERS_OTHER = [
    "نام", "ولدیت", "شناختی کارڈ", "شناختی‌کارڈ", "شناختی_کارڈ_نمبر", "پتہ", "فون", "موبائل", "نوم", "د پلار نوم",
    "تذکره", "تذکرہ", "تذكره", "پته", "شمېره", "اسم", "آدرس", "شماره", "نام پدر", "والد کا نام", "تاریخ پیدائش",
    "شماره تذکره", "موبایل", "پاسپورٹ نمبر", "ای میل email", "تلفون", "Téléphone phone", "náme", "ＮＡＭＥ",  # noqa: RUF001
]  # fmt: skip
PUBLIC_HEADERS = words("""
afghan_nationals_2023 foreign_nationals population population_2017 households_2023 avg_household_size_2023
por_2023 acc_2023 por_holders_2023 families_2023 schools_2023 urban_2023 males_2023 females_2023 status pcode
province district district_name site_name area_km2 source_id place_id from_id crossing_id people_per_day_low
measure period_start gist who event weekday share_open id housing_units_2023 templates plateau_people emirates
motherships age_0_17 mobile_clinics
""")

PERSONS = [
    ("R3-cnic", "35202-1234567-1"),
    ("R3-cnic", "3520212345671"),
    ("R3-cnic", "PoR card 35202 1234567 1 seen"),
    ("R3-tazkira", "1400-0101-12345"),
    ("R3-imei", "356938035643809"),
    ("R3-phone", "0300-1234567"),
    ("R3-phone", "0300 123 4567"),
    ("R3-phone", "call +92 300 1234567 now"),
    ("R3-phone", "+923001234567"),
    ("R3-phone", "0092 300 1234567"),
    ("R3-phone", "0799123456"),
    ("R3-phone", "+93 79 912 3456"),
    ("R3-phone", "0093 799 123 456"),
    ("R3-phone", "+44 20 7946 0958"),
    ("R3-phone", "051-9201234"),
    ("R3-phone", "3001234567"),
    ("R3-passport", "AB1234567"),
    ("R3-passport", "holder of P01234567"),
    ("R3-passport", "ab1234567"),
    ("R3-document", "CNIC no. 1234567"),
    ("R3-document", "شناختی کارڈ نمبر: 1234567"),
    ("R3-case-number", "file 545-12C00123"),
    ("R3-plate", "LEA-1234"),
    ("R3-plate", "LEC-17-4321"),
    ("R3-plate", "KBL 12345"),
    ("R3-plate", "the bus LES 1234 left at noon"),
    ("R3-plate", "AB-1234 (coach)"),
    ("R3-birth-date", "born 1990-01-02"),
    ("R3-birth-date", "DOB: 2 Jan 1990"),
    ("R3-birth-date", "date of birth 02/01/1990"),
    ("R3-birth-date", "تاریخ پیدائش 1990-01-02"),
    ("R3-birth-date", "02/01/1990"),
    ("R3-birth-date", "1369/11/02"),
    ("R3-coordinates", "34.1234, 71.0987"),
    ("R3-coordinates", "house at 34.122267 71.093725"),
]
PERSONS_WITHOUT_DIGITS = [
    ("R3-email", "a.khan@example.org"),
    ("R3-email", "a.khan (at) example.org"),
    ("R3-parentage", "Gul Khan s/o Rahim Khan"),
    ("R3-parentage", "گل خان ولد رحیم خان"),
    ("R3-coordinates", "34°07'20\"N 71°05'37\"E"),
    ("R3-blob", "data:image/png;base64,AAAA"),
    ("R3-blob", "/9j/4AAQSkZJRgABAQEAYABgAAD"),
    ("R3-blob", "Ab1" * 25),
    ("R3-blob", "0a" * 64),
]
PERSON_ADDRESSES = [
    ("R3-url-login", "https://user:word@example.org/"),
    ("R3-email", "https://example.org/?to=a.khan@example.org"),
    ("R3-email", "https://example.org/?to=a.khan%40example.org"),
    ("R3-cnic", "https://example.org/35202-1234567-1"),
    ("R3-document", "https://example.org/?cnic=3520212345671"),
    ("R3-document", "https://example.org/?phone=03001234567"),
    ("R3-phone", "https://wa.me/923001234567"),
    ("R3-coordinates", "https://maps.example.org/@34.12210,71.09310,15z"),
]
PUBLIC_TEXTS = [
    "",
    "Torkham",
    "PK101",
    "PK7-KEAMARI",
    "fork-2",
    "2023",
    "2023-10-03",
    "2023-10",
    "2019-09-18",
    "on 2023-10-03 and 2023-10-31: 6,000 people",
    "from 2023-10-03 2023-10-04 2023 on",
    "07-10-2023 14 buses",
    "31 October 2023",
    "Afghans born in Pakistan since 1979",
    "births registered in 2022",
    "census of 241,499,431 people",
    "1,923,453 of 241,499,431 (0.8 %)",
    "In 2022 2023 15000 returned",
    "PKR 282000000 of budget",
    "S.R.O. 1013 of 2023",
    "UN DTM 2023 and the bus plan of 2023",
    "buses of 45 49 55 seats",
    "Foreigners Act 1946, s.14(2)",
    "34.05",
    "0.25 0.50 0.75 1.00",
    "Sector I-10, Islamabad",
    "M-1 motorway",
    "hotel no 12345",
    "excellent, no 12345 of them",
    "ISBN 92-1-131234",
    "https://headtopics.com/pk/82168310511010321578-48213905",
    "https://thetruthinternational.com/?p=74217",
    "https://www.dawn.com/news/1785164",
    "https://www.dawn.com/news/1765749/25000-afghans-returned-home-in-three-months-iom",
    "https://example.org/3520212345671/0300123456789",
    "https://www.youtube.com/@channel/videos",
    "https://www.newsonair.gov.in/hi/%e0%a4%aa%e0%a4%be%e0%a4%95%e0%a4%bf",
    "see https://example.org/a/35202123456712 ; https://example.org/b?id=03001234567",
    "https://[broken",
    "طورخم",
    "۴ اکتوبر ۲۰۲۳",
]


@pytest.mark.parametrize("header", [*PERSON_HEADERS, *PERSON_HEADERS_OTHER])
def test_headers_about_persons(header: str) -> None:
    assert find_person_header(header) == HEADER_RULE


@pytest.mark.parametrize("header", PUBLIC_HEADERS)
def test_headers_about_places_and_counts(header: str) -> None:
    assert find_person_header(header) is None


@pytest.mark.parametrize("digits", [{}, EASTERN, PERSIAN, WIDE], ids=["latin", "eastern", "persian", "wide"])
@pytest.mark.parametrize(("rule", "text"), PERSONS)
def test_values_of_persons_in_any_digits(rule: str, text: str, digits: dict[int, int]) -> None:
    assert find_person_pattern(text.translate(digits)) == rule
    assert rule in RULES


@pytest.mark.parametrize(("rule", "text"), [*PERSONS_WITHOUT_DIGITS, *PERSON_ADDRESSES])
def test_other_values_of_persons(rule: str, text: str) -> None:
    assert find_person_pattern(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "35202\u20111234567\u20111",
        "35202\u00a01234567\u00a01",
        "35202\u200c1234567\u200f1",
        "35202\u20131234567\u22121".translate(EASTERN),
    ],
)
def test_signs_that_look_or_print_alike_do_not_hide_a_number(text: str) -> None:
    assert find_person_pattern(text) == "R3-cnic"


@pytest.mark.parametrize("text", PUBLIC_TEXTS)
def test_public_texts_do_not_alarm(text: str) -> None:
    assert find_person_pattern(text) is None


def test_published_fact_tables_do_not_alarm() -> None:
    folder = SHARED / "facts"
    if not folder.is_dir():
        pytest.skip("no folder of shared facts here (RETURNS_SHARED)")
    hits = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), 2):
                # Date columns are read as dates and not searched for births.
                texts = {name: text for name, text in row.items() if not name.startswith(("date", "period"))}
                hits += [(path.name, number, name) for name, text in texts.items() if find_person_pattern(text)]
    assert hits == []


@given(st.integers(10**12, 10**13 - 1), st.sampled_from([{}, EASTERN, PERSIAN]), st.sampled_from(["", "-", " "]))
def test_every_thirteen_digit_number_is_refused(number: int, digits: dict[int, int], sign: str) -> None:
    text = str(number)
    cell = f"{text[:5]}{sign}{text[5:12]}{sign}{text[12]}".translate(digits)
    assert find_person_pattern(cell) == "R3-cnic"
    assert find_person_pattern(f"seen {cell}, so") == "R3-cnic"


@given(st.text(max_size=60))
def test_any_text_gets_a_known_rule_or_none(text: str) -> None:
    assert find_person_pattern(text) in {None, *RULES}
    assert find_person_header(text) in {None, HEADER_RULE}


@given(st.text(max_size=40))
def test_folding_digits_keeps_everything_else(text: str) -> None:
    folded = fold_digits(text)
    assert len(folded) == len(text)
    assert all(new == old or (old.isdecimal() and new in "0123456789") for new, old in zip(folded, text, strict=True))


def test_folding_digits_of_several_scripts() -> None:
    assert fold_digits("٣۵3３ m²") == "3533 m²"  # noqa: RUF001


def test_long_texts_are_judged_quickly() -> None:
    # Shapes that make a careless pattern backtrack; a hang would trip the runner's own limit.
    for text in (
        "+1 " * 40_000,
        "0 3" * 40_000,
        "1.000 " * 20_000,
        "a" * 120_000,
        "born " * 20_000,
        "Ab" * 60_000,
    ):
        assert find_person_pattern(text) in {None, *RULES}


@pytest.mark.parametrize(("people", "text"), [(0, "0"), (1, "<10"), (9, "<10"), (10, "10"), (12345, "12345")])
def test_small_cells_are_withheld(people: int, text: str) -> None:
    assert display_cell(people) == text
    assert is_small_cell(people) == (text == "<10")


@pytest.mark.parametrize(
    ("text", "is_date"),
    [("S20231031", True), ("PK20240229", True), ("S20231301", False), ("P01234567", False)],
)
def test_ids_made_of_a_date(text: str, is_date: bool) -> None:
    assert is_dated_id(text) == is_date
