"""
What a scenario says of its draws: how many, from which distributions, and what moves together.

Ranges themselves stand in the case and under ``people`` and ``streams``. Which ids name an input with a range is
known only once the case is read, and checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from planner.config.frozen import FrozenMap
from planner.config.model import Frozen
from planner.config.values import (
    Id,
    InputId,
    MaybeShare,
    MaybeValue,
    Share,
    Text,
    Value,
    count_type,
    expected,
    one_of,
    read_only,
)

LEAST_DRAWS, MOST_DRAWS = 100, 1_000_000
MOST_RESOLVED = 10_000
MOST_SAMPLES = 1 << 16
LONGEST_EVENT_DAYS = 366
# The place of an event that keeps everyone from setting out.
ROADS = "roads"


class DistributionKind(StrEnum):
    """How the values of a range are weighed."""

    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    LOGNORMAL = "lognormal"
    DISCRETE = "discrete"


def _kind(value: object) -> DistributionKind:
    return DistributionKind(one_of(value, [*map(str, DistributionKind)]))


KindName = Annotated[DistributionKind, BeforeValidator(_kind), WithJsonSchema({"enum": [*map(str, DistributionKind)]})]


class Distribution(Frozen):
    """
    How one input is drawn within its range.

    Parameters
    ----------
    kind
        triangular (by default), uniform, lognormal (nine draws in ten between its ends, none outside them) or
        discrete.
    low, mode, high
        Ends and most likely value (the median of a lognormal), in the input's own unit and within its range; by
        default the range's own.
    values, weights
        Of a discrete distribution: the values, and how much each counts (by default alike).
    """

    kind: KindName = DistributionKind.TRIANGULAR
    low: MaybeValue = None
    mode: MaybeValue = None
    high: MaybeValue = None
    values: tuple[Value, ...] = ()
    weights: Annotated[tuple[Value, ...], Field(json_schema_extra={"uniqueItems": False})] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        discrete = self.kind is DistributionKind.DISCRETE
        ends = [end for end in (self.low, self.mode, self.high) if end is not None]
        if discrete != bool(self.values) or (discrete and ends):
            raise expected("values for a discrete distribution, low, mode and high for any other", str(self.kind))
        if self.kind is DistributionKind.UNIFORM and self.mode is not None:
            raise expected("low and high, no mode", "a uniform distribution with a mode")
        if ends != sorted(ends):
            raise expected("low, mode and high in this order", "another order")
        if self.weights and (len(self.weights) != len(self.values) or not any(self.weights)):
            raise expected("a weight for each value, one of them above 0", f"{len(self.weights)} weights")
        return self


class Group(Frozen):
    """
    Inputs that move together.

    Parameters
    ----------
    members
        Ids of inputs, or ``kind:*`` for all of a kind; an input belongs to one group at most.
    correlation
        From 0 (each on its own) to 1 (all at the same point of their distributions), between normal scores.
    """

    members: Annotated[tuple[InputId, ...], AfterValidator(lambda ids: tuple(sorted(set(ids))))]
    correlation: Share = Fraction(1)


class Event(Frozen):
    """
    Something that shuts or slows a place now and then: bad weather, a breakdown, a closure nobody announced.

    Parameters
    ----------
    place
        A crossing, a site, or ``roads``: then nobody sets out on such a day.
    chance_per_day
        Chance that it begins on any one day, 0 to 1.
    days
        Whole days that it lasts.
    share_open
        Share of the place that stays open meanwhile, 0 to 1; always 0 for roads.
    source
        Where the rate comes from; without one it counts as an assumption of this scenario.
    """

    place: Id
    chance_per_day: Share
    days: Annotated[int, *count_type(1, LONGEST_EVENT_DAYS)] = 1
    share_open: Share = Fraction(0)
    source: Text = "set by this scenario"

    @model_validator(mode="after")
    def _roads_shut(self) -> Self:
        if self.place == ROADS and self.share_open:
            raise expected("0 for roads: nobody sets out on such a day", str(self.share_open), under="share_open")
        return self


class Uncertainty(Frozen):
    """
    How sure the answer is: draws over every range, replayed as an order to leave.

    Parameters
    ----------
    draws
        Worlds drawn, at most this many where ``until`` is set.
    until
        Share (0.005 is half a percentage point): stop as soon as the chance of meeting the deadline is known to
        within it and the median of people across to within it of the people in scope; empty: all draws.
    resolved
        Draws for which the best possible outcome is solved too, the first ones.
    sobol
        Base samples of the Sobol indices, a power of 2 (0: none); needs the extra ``study``.
    distributions
        By input, such as ``throughput:torkham``, ``people:undocumented`` or ``streams:self_organised``.
    groups
        Inputs that move together, by a name of the group.
    events
        What shuts or slows a place now and then, by a name; none by default.
    """

    draws: Annotated[int, *count_type(LEAST_DRAWS, MOST_DRAWS)] = 1000
    until: MaybeShare = None
    resolved: Annotated[int, *count_type(0, MOST_RESOLVED)] = 10
    sobol: Annotated[int, *count_type(0, MOST_SAMPLES)] = 0
    distributions: Annotated[Mapping[InputId, Distribution], AfterValidator(read_only)] = FrozenMap()
    groups: Annotated[Mapping[Id, Group], AfterValidator(read_only)] = FrozenMap()
    events: Annotated[Mapping[Id, Event], AfterValidator(read_only)] = FrozenMap()

    @model_validator(mode="after")
    def _power_of_two(self) -> Self:
        if self.sobol & (self.sobol - 1):
            raise expected("0 or a power of 2", str(self.sobol), under="sobol")
        return self
