"""
What a scenario says: frozen models of every key of a configuration, with defaults and what each key refuses.

The models know nothing of files. ``load`` hands them values that remember where they are written; Python code
may build them with plain values. Two fields are joined by meaning here and nowhere else: which end of a range
helps the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from planner.config.frozen import FrozenMap
from planner.config.model import Frozen
from planner.config.tree import Scalar
from planner.config.uncertain import Uncertainty
from planner.config.values import (
    FIRST_YEAR,
    LARGEST_DAYS,
    LAST_YEAR,
    SMALLEST_COUNT,
    Day,
    Days,
    Factor,
    FolderName,
    Hours,
    Id,
    Ids,
    IdSet,
    Kind,
    LimitId,
    MaybeDays,
    People,
    ReadingName,
    ReleaseKind,
    Seed,
    Share,
    Text,
    Value,
    day_or_none,
    expected,
    native,
    people_of,
    read_only,
    share_of,
    shown,
    value_of,
)
from planner.records import Reading
from planner.units import decimal_text

_ONE = Fraction(1)
# Which end of a range may not lie above which.
_BELOW = {"central": "low", "high": "central"}


def _not_below(value: Any, info: ValidationInfo, key: str, unit: str) -> Any:
    """Return the value, or say that it lies below another key of the same model that was read before it."""
    lower = info.data.get(key)
    if lower is not None and value < lower:
        raise expected(f"{unit} of at least {key} ({_plain(lower)})", _plain(value))
    return value


def _plain(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else str(value)


class PeopleTotal(Frozen):
    """
    A total of people of one status set by the scenario (whole people), at the three ends of its range.

    A total alone stands for all three. Fewer people help the plan.
    """

    low: People
    central: People
    high: People

    @field_validator("central", "high")
    @classmethod
    def _ordered(cls, value: int, info: ValidationInfo) -> int:
        return int(_not_below(value, info, _BELOW[str(info.field_name)], "people"))

    def people_at(self, reading: Reading) -> int:
        """Return the total in a reading: favourable takes ``low``, strict takes ``high``."""
        ends = {Reading.FAVOURABLE: self.low, Reading.CENTRAL: self.central, Reading.STRICT: self.high}
        return ends[reading]


class ShareRange(Frozen):
    """
    A share from 0 to 1 at the three ends of its range; a number alone stands for all three.

    The high end helps the plan.
    """

    low: Share
    central: Share
    high: Share

    @field_validator("central", "high")
    @classmethod
    def _ordered(cls, value: Fraction, info: ValidationInfo) -> Fraction:
        return Fraction(_not_below(value, info, _BELOW[str(info.field_name)], "a share"))

    def share_at(self, reading: Reading) -> Fraction:
        """Return the share in a reading: favourable takes ``high``, strict takes ``low``."""
        ends = {Reading.FAVOURABLE: self.high, Reading.CENTRAL: self.central, Reading.STRICT: self.low}
        return ends[reading]


def _is_single(value: object) -> bool:
    return not isinstance(value, Mapping | BaseModel)


def _spread_share(value: object) -> object:
    return dict.fromkeys(("low", "central", "high"), share_of(value)) if _is_single(value) else value


def _spread_people(value: object) -> object:
    return dict.fromkeys(("low", "central", "high"), people_of(value)) if _is_single(value) else value


def _lone_value(value: object) -> object:
    return {"value": value_of(value)} if _is_single(value) else value


class Streams(Frozen):
    """
    How people travel.

    Parameters
    ----------
    self_organised
        Share of people who travel in hired vehicles straight to a crossing; the rest pass a site. Where no
        file says otherwise it is 1 in every reading: a scenario that holds people in sites has to say so,
        never a default.
    """

    self_organised: Annotated[ShareRange, BeforeValidator(_spread_share)] = ShareRange(
        low=_ONE, central=_ONE, high=_ONE
    )


class Release(Frozen):
    """
    When people become free to leave.

    Parameters
    ----------
    kind
        ``at_once``: all on ``from_`` (``to`` has no part in it); ``uniform`` or ``rising``: spread over
        ``from_..to``.
    from_, to
        First and last day of release, both included; in files ``from`` and ``to``, by default the scenario's
        ``start`` and ``deadline`` (for ``at_once`` after the deadline, ``to`` is that day).
    """

    kind: Kind = ReleaseKind.AT_ONCE
    from_: Day = Field(alias="from")
    to: Day

    @field_validator("to")
    @classmethod
    def _in_order(cls, value: date, info: ValidationInfo) -> date:
        first = info.data.get("from_")
        if first is not None and value < first:
            raise expected(f"a day on or after release.from ({first})", str(value))
        return value


def _dated(written: Mapping[str, Any], scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Return a release with the dates it leaves out; ``scenario`` holds the keys read before it."""
    release = dict(written)
    # A start or deadline at fault is reported there: with the widest dates it is not reported here again.
    deadline = scenario.get("deadline", date(LAST_YEAR, 12, 31))
    if "from" not in release:
        release["from"] = scenario.get("start", date(FIRST_YEAR, 1, 1))
    if "to" not in release:
        kind = release.get("kind", ReleaseKind.AT_ONCE)
        first = day_or_none(release["from"])
        at_once = (kind.text if isinstance(kind, Scalar) else kind) == ReleaseKind.AT_ONCE
        release["to"] = max(first, deadline) if at_once and first is not None else deadline
    return release


class Stay(Frozen):
    """
    Nights that a person spends at a site.

    Parameters
    ----------
    min_nights, max_nights
        Whole nights; ``max_nights`` is ``None`` when there is no maximum.
    """

    min_nights: Days = 1
    max_nights: MaybeDays = None

    @field_validator("max_nights")
    @classmethod
    def _in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        return None if value is None else int(_not_below(value, info, "min_nights", "nights"))


class StandardsChoice(Frozen):
    """
    Which humanitarian standards hold.

    Parameters
    ----------
    profiles
        Sets of standards, in the order in which they are looked up.
    floors
        Tighter value by standard id, in the standard's own unit; whether it is tighter is checked with the
        standards.
    """

    profiles: Ids = ("sphere-2018",)
    floors: Annotated[Mapping[Id, Value], AfterValidator(read_only)] = FrozenMap()


class LimitChange(Frozen):
    """
    A limit set by the scenario, or multiplied: exactly one of the two.

    Parameters
    ----------
    value
        In the limit's own unit; 0 means closed.
    factor
        0 or more.
    """

    value: Value | None = None
    factor: Factor | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.value is not None and self.factor is not None:
            raise expected("a value or a factor", "both")
        if self.value is None and self.factor is None:
            raise expected("a number, or {factor: number}", "neither")
        return self


def _one_sweep_value(value: object) -> object:
    """Return a value of a sweep as Python has it, numbers exact."""
    if isinstance(value, Mapping):
        return FrozenMap({str(key): _one_sweep_value(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_one_sweep_value(inner) for inner in value)
    return native(value) if isinstance(value, Scalar) else value


def _sweep_values(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise expected("a list of values", "an empty list" if isinstance(value, list | tuple) else shown(value))
    return tuple(_one_sweep_value(inner) for inner in value)


SweepValues = Annotated[
    tuple[object, ...], BeforeValidator(_sweep_values), WithJsonSchema({"type": "array", "minItems": 1})
]
Total = Annotated[PeopleTotal, BeforeValidator(_spread_people)]
Change = Annotated[LimitChange, BeforeValidator(_lone_value)]


class Scenario(Frozen):
    """
    A question to answer: who, from when, by when, along which rules.

    Parameters
    ----------
    name
        Name of the run folder; in files the file's own name where none is given.
    title
        What the scenario asks, in a line; the name where none is given.
    case
        The case: a folder beside the file that names it, or an embedded case.
    start, deadline
        First and last day; both count.
    seed
        Start of every random stream.
    reading
        Which reading leads the report; all three are always computed.
    scope
        Statuses of the people in scope.
    people
        Totals by status (whole people), in place of the case's own: one number, or low, central and high.
    streams
        How people travel.
    release
        When people become free to leave; by default all on the first day.
    exit_rule
        Crossings that people of a province may use; empty: anyone may use any crossing.
    driving_hours_per_day
        Hours in motion, above 0 and at most 8.
    stay
        Nights that a person spends at a site.
    standards
        Which humanitarian standards hold, and tighter values.
    limits
        Changes by limit id (kind:place): a number in the limit's own unit, or a factor.
    horizon_max_days
        Days from ``start`` within which a completion date is sought.
    uncertainty
        How sure the answer is: draws over every range.
    sweep
        Values to try, by key path.
    """

    name: FolderName
    title: Text = Field(default_factory=lambda data: data.get("name", ""))
    case: Text
    start: Day
    deadline: Day
    seed: Seed = 0
    reading: ReadingName = Reading.CENTRAL
    scope: Ids = ("undocumented",)
    people: Annotated[Mapping[Id, Total], AfterValidator(read_only)] = FrozenMap()
    streams: Streams = Streams()
    release: Release = Field(default_factory=lambda data: Release.model_validate(_dated({}, data)))
    exit_rule: Annotated[Mapping[Text, IdSet], AfterValidator(read_only)] = FrozenMap()
    driving_hours_per_day: Hours = Fraction(8)
    stay: Stay = Stay()
    standards: StandardsChoice = StandardsChoice()
    limits: Annotated[Mapping[LimitId, Change], AfterValidator(read_only)] = FrozenMap()
    horizon_max_days: Days = 3650
    uncertainty: Uncertainty = Uncertainty()
    sweep: Annotated[Mapping[Text, SweepValues], AfterValidator(read_only)] = FrozenMap()

    @field_validator("deadline")
    @classmethod
    def _deadline_after_start(cls, value: date, info: ValidationInfo) -> date:
        start = info.data.get("start")
        if start is not None and not start <= value < start + timedelta(days=LARGEST_DAYS):
            raise expected(f"a day on or after start ({start}), at most {LARGEST_DAYS} days in all", str(value))
        return value

    @field_validator("release", mode="before")
    @classmethod
    def _release_dates(cls, value: object, info: ValidationInfo) -> object:
        return _dated(value, info.data) if isinstance(value, Mapping) else value

    @field_validator("release")
    @classmethod
    def _release_after_start(cls, value: Release, info: ValidationInfo) -> Release:
        start = info.data.get("start")
        if start is not None and value.from_ < start:
            raise expected(f"a day on or after start ({start})", str(value.from_), under="from")
        return value

    @field_validator("limits")
    @classmethod
    def _no_small_counts(cls, value: Mapping[str, LimitChange]) -> Mapping[str, LimitChange]:
        for key, change in value.items():
            if key.startswith("people:") and change.value is not None and 0 < change.value < SMALLEST_COUNT:
                raise expected(f"0, or at least {SMALLEST_COUNT} people", _plain(change.value), under=key)
        return value

    @property
    def num_days(self) -> int:
        """Days from ``start`` to ``deadline``, both counted."""
        return (self.deadline - self.start).days + 1

    def share_at(self, reading: Reading) -> Fraction:
        """Return the self-organised share in a reading: favourable takes ``high``, strict takes ``low``."""
        return self.streams.self_organised.share_at(reading)
