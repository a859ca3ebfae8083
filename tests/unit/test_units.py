"""Exact helpers: numerals, splits, minutes, weekdays, display; and the faults that input errors carry."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import ExitCode, Fault, InputError, NoPlanError, PlannerError, SolverError
from planner.units import (
    decimal_text,
    floor_share,
    largest_remainder,
    minutes_from_hours,
    parse_decimal,
    round_people,
    show_people,
    weekday_number,
)

weights = st.one_of(st.integers(0, 10**7), st.fractions(0, 1000, max_denominator=997))


class TestParseDecimal:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("0.94", Fraction(94, 100)),
            ("1730000", Fraction(1730000)),
            ("1.73e6", Fraction(1730000)),
            ("5E-1", Fraction(1, 2)),
            ("-3.25", Fraction(-13, 4)),
            ("+.5", Fraction(1, 2)),
            ("007.", Fraction(7)),
            ("0.1000000000000000055511151231257827", Fraction("0.1000000000000000055511151231257827")),
        ],
    )
    def test_exact(self, text: str, value: Fraction) -> None:
        assert parse_decimal(text) == value

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", " 1", "1 ", "1\n", "1,000", "1_000", "1 000", "1/3", "5%", "0x1F", "0o17", "1.2.3"),
            *(
                "nan",
                ".nan",
                "NaN",
                "inf",
                "-.inf",
                "Infinity",
                "true",
                "--5",
                "1e",
                ".",
                "e5",
                "1e400",
                "1e-31",
            ),
            *("۱۲", "١٢٣", "\uff11\uff12", "²", "9" * 65, "0." + "1" * 60 + "e-30"),
        ],
    )
    def test_refused_without_repeating_the_text(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"^expected (a decimal number|an exponent)") as caught:
            parse_decimal(text)
        assert len(text.strip()) <= 2 or text not in str(caught.value)

    @given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6))
    def test_round_trip(self, number: object) -> None:
        value = Fraction(str(number))
        assert parse_decimal(decimal_text(value)) == value

    def test_no_finite_decimal(self) -> None:
        with pytest.raises(ValueError, match="finite decimal"):
            decimal_text(Fraction(1, 3))

    @given(
        st.from_regex(r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,2})?", fullmatch=True)
    )
    def test_whatever_is_read_can_be_written_and_read_again(self, text: str) -> None:
        try:
            value = parse_decimal(text)
        except ValueError:
            return
        assert value == Fraction(text)
        assert parse_decimal(decimal_text(value)) == value


class TestFloorShare:
    def test_exact_where_floats_are_not(self) -> None:
        # In binary floats 0.29 x 100 is 28.999999999999996.
        assert floor_share(100, Fraction(29, 100)) == 29
        assert floor_share(10, Fraction(99, 100)) == 9
        assert (floor_share(0, Fraction(1, 2)), floor_share(7, Fraction(0)), floor_share(7, Fraction(1))) == (
            0,
            0,
            7,
        )

    @pytest.mark.parametrize(("people", "share"), [(-1, Fraction(1, 2)), (5, Fraction(-1, 10)), (5, Fraction(11, 10))])
    def test_refused(self, people: int, share: Fraction) -> None:
        with pytest.raises(ValueError, match="0 or more and a share from 0 to 1"):
            floor_share(people, share)


class TestLargestRemainder:
    def test_by_hand(self) -> None:
        # Quotas 3.5, 2.1, 1.4: floors 3, 2, 1 and one left, to the largest fraction.
        assert largest_remainder(7, [50, 30, 20], ["a", "b", "c"]) == (4, 2, 1)

    def test_ties_go_to_the_smaller_key_whatever_the_order(self) -> None:
        assert largest_remainder(2, [1, 1, 1], ["b", "c", "a"]) == (1, 0, 1)
        assert largest_remainder(1, [Fraction(1, 3), Fraction(1, 3)], ["PK2", "PK1"]) == (0, 1)

    def test_nothing_to_split(self) -> None:
        assert largest_remainder(0, [1, 2], ["a", "b"]) == (0, 0)
        assert largest_remainder(0, [0, 0], ["a", "b"]) == (0, 0)
        assert largest_remainder(0, [], []) == ()

    @pytest.mark.parametrize(
        ("total", "given_weights", "keys", "message"),
        [
            (5, [0, 0], ["a", "b"], "carry a total of 5"),
            (5, [], [], "carry a total of 5"),
            (-1, [1], ["a"], "0 or more"),
            (5, [1, -1], ["a", "b"], "0 or more"),
            (5, [1, 1], ["a"], "a key of its own"),
            (5, [1, 1], ["a", "a"], "a key of its own"),
        ],
    )
    def test_refused(self, total: int, given_weights: list[int], keys: list[str], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            largest_remainder(total, given_weights, keys)

    @given(st.integers(0, 10**9), st.lists(weights, min_size=1, max_size=12), st.randoms(use_true_random=False))
    def test_laws(self, total: int, given_weights: list[Fraction | int], random: object) -> None:
        if not sum(given_weights):
            return
        keys = [f"k{i:02d}" for i in range(len(given_weights))]
        parts = largest_remainder(total, given_weights, keys)
        assert sum(parts) == total
        for part, weight in zip(parts, given_weights, strict=True):
            assert abs(part - Fraction(total * weight) / sum(given_weights)) < 1
        order = list(range(len(keys)))
        random.shuffle(order)  # type: ignore[attr-defined]
        again = largest_remainder(total, [given_weights[i] for i in order], [keys[i] for i in order])
        assert again == tuple(parts[i] for i in order)

    @given(
        st.integers(0, 10**6),
        st.lists(st.integers(0, 10**4), min_size=1, max_size=8),
        st.fractions(Fraction(1, 50), 50),
    )
    def test_only_the_proportions_matter(self, total: int, given_weights: list[int], scale: Fraction) -> None:
        if not sum(given_weights):
            return
        keys = [str(i) for i in range(len(given_weights))]
        scaled = [weight * scale for weight in given_weights]
        assert largest_remainder(total, scaled, keys) == largest_remainder(total, given_weights, keys)


class TestTimes:
    def test_minutes_round_up(self) -> None:
        assert minutes_from_hours(Fraction("1.5")) == 90
        assert minutes_from_hours(Fraction("0.1")) == 6
        assert minutes_from_hours(Fraction(1, 3600)) == 1
        assert minutes_from_hours(Fraction(0)) == 0
        with pytest.raises(ValueError, match="0 or more"):
            minutes_from_hours(Fraction(-1))

    def test_weekdays(self) -> None:
        assert [weekday_number(name) for name in ("monday", "Tue", " FRIDAY ", "sun")] == [0, 1, 4, 6]

    @pytest.mark.parametrize("text", ["", "m", "mo", "mond", "1", "dimanche"])
    def test_not_a_weekday(self, text: str) -> None:
        with pytest.raises(ValueError, match="from monday to sunday"):
            weekday_number(text)


class TestDisplay:
    @pytest.mark.parametrize(
        ("people", "shown"),
        [
            *((0, "0"), (4, "0"), (5, "10"), (994, "990"), (995, "1,000"), (1049, "1,000"), (1050, "1,100")),
            *((99_949, "99,900"), (99_950, "100,000"), (100_499, "100,000"), (100_500, "101,000")),
            (1_730_000, "1,730,000"),
        ],
    )
    def test_rounding(self, people: int, shown: str) -> None:
        assert show_people(people) == shown

    def test_small_cells_with_an_origin_are_withheld(self) -> None:
        shown = [show_people(people, has_origin=True) for people in (0, 1, 9, 10)]
        assert shown == ["0", "<10", "<10", "10"]

    @given(st.integers(0, 10**8))
    def test_any_cell_with_an_origin_is_withheld_or_round(self, people: int) -> None:
        shown = show_people(people, has_origin=True)
        assert shown == "<10" or int(shown.replace(",", "")) % 10 == 0

    def test_negative(self) -> None:
        with pytest.raises(ValueError, match="0 or more"):
            round_people(-1)


class TestErrors:
    def test_a_fault_is_one_line(self) -> None:
        assert (
            str(Fault(file="a.yaml", row=3, column=7, key="stay", expected="X", got="Y"))
            == "a.yaml:3:7: stay: expected X, got Y"
        )
        assert (
            str(Fault(file="legs.csv", row=2, column="km", expected="a number")) == "legs.csv:2:km: expected a number"
        )
        assert (
            str(Fault(file="legs.csv", expected="a file that can be read"))
            == "legs.csv: expected a file that can be read"
        )

    def test_an_input_error_prints_a_line_per_fault(self) -> None:
        faults = [Fault(file="a", expected="X"), Fault(file="b", expected="Y")]
        error = InputError(faults)
        assert error.faults == tuple(faults)
        assert str(error) == "a: expected X\nb: expected Y"
        assert InputError(faults[0]).faults == (faults[0],)
        assert (str(InputError("a sentence")), InputError("a sentence").faults) == ("a sentence", ())

    def test_the_tree(self) -> None:
        assert issubclass(InputError, ValueError)
        assert all(issubclass(kind, PlannerError) for kind in (InputError, NoPlanError, SolverError))
        assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 130]

    def test_faults_cross_processes(self) -> None:
        error = pickle.loads(pickle.dumps(InputError([Fault(file="a", row=1, expected="X", got="Y")])))
        assert re.fullmatch("a:1: expected X, got Y", str(error))
