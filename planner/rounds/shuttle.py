"""
A day's problem of vehicles and the rounds that answer it: places, minutes and whole people, and no solver.

A *round* is a closed tour of one vehicle: from its depot to public places where people wait, to one crossing, and home
again, once or several times in a day, or once over several days with nights between. Times are minutes after midnight
of the problem's day; a later day adds 1,440.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MINUTES_A_DAY = 1440
Window = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    A kind of vehicle.

    Parameters
    ----------
    seats
        People it carries; 0 for the ambulance that goes with a convoy.
    litres_per_100km
        Fuel, as a middle value.
    """

    id: str
    seats: int
    litres_per_100km: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    What a round keeps to, in minutes and vehicles; each value comes from a standard or a scenario.

    Parameters
    ----------
    wheel_min
        Most minutes in motion of a vehicle, and of people, on one day.
    work_min
        Most minutes of driving, loading and unloading of one driver on one day.
    unbroken_min, break_min
        Longest driving before a break, and the break.
    span_min
        From the first to the last minute of a driver's day.
    load_min, unload_min
        Boarding and getting off.
    convoy_vehicles
        Most vehicles that travel together, the escort among them.
    spare_share
        Vehicles that stand by, as a share of those in use.
    """

    wheel_min: int = 480
    work_min: int = 480
    unbroken_min: int = 270
    break_min: int = 45
    span_min: int = 780
    load_min: int = 45
    unload_min: int = 45
    convoy_vehicles: int = 10
    spare_share: Fraction = Fraction(15, 100)

    @property
    def rest_min(self) -> int:
        """Shortest night between two days of driving."""
        return MINUTES_A_DAY - self.span_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """
    People who leave one place on the day, and the day number after it on which they are to arrive.

    Parameters
    ----------
    arrival_day
        0 is the day itself.
    """

    place: str
    people: int
    arrival_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """
    Vehicles of one kind that any of some depots may send out.

    Parameters
    ----------
    vehicles
        Those there, spare ones among them; ``None`` when nobody published a fleet: then the answer is what it takes.
    serves
        Places at which it may load; ``None`` for all.
    """

    id: str
    kind: Kind
    depots: tuple[str, ...]
    vehicles: int | None
    serves: frozenset[str] | None = None

    def may_load_at(self, place: str) -> bool:
        """Return whether the pool's vehicles may take people aboard at a place."""
        return self.serves is None or place in self.serves


@dataclass(frozen=True, slots=True, kw_only=True)
class DayProblem:
    """
    One day's movements to one crossing.

    Parameters
    ----------
    minutes, metres
        Between two places by the quickest road, either way; a pair that is missing has no road. They obey the triangle
        inequality, as quickest ways do.
    daylight
        First and last minute in which people may be on the road, on every day of the problem.
    hours
        Opening hours of places that have any.
    slots_per_hour
        Vehicles that may begin to unload at the crossing in a clock hour; ``None`` when no limit is known.
    escort
        The kind that accompanies every convoy; ``None`` where convoys need none.
    """

    target: str
    movements: tuple[Movement, ...]
    pools: tuple[Pool, ...]
    escort: Kind | None
    minutes: Mapping[tuple[str, str], int]
    metres: Mapping[tuple[str, str], int]
    daylight: Window
    hours: Mapping[str, Window]
    slots_per_hour: int | None
    rules: Rules

    def between(self, one: str, other: str) -> int | None:
        """Return minutes by road between two places, ``None`` when there is no road."""
        return 0 if one == other else self.minutes.get((one, other))

    def people_at(self, place: str) -> int:
        """Return the people who are to leave a place."""
        return sum(row.people for row in self.movements if row.place == place)


class Doing(StrEnum):
    """What a vehicle and its drivers do."""

    DRIVE = "drive"
    LOAD = "load"
    UNLOAD = "unload"
    BREAK = "break"
    NIGHT = "night"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Act:
    """
    One stretch of a round.

    Parameters
    ----------
    place
        Where it happens; of driving, the place it leads to, which a later stretch may reach.
    people
        Who get on (load) or off (unload); 0 otherwise.
    """

    doing: Doing
    begin: int
    end: int
    place: str
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BusRound:
    """
    What one vehicle does from leaving its depot to being back.

    Parameters
    ----------
    convoy
        Vehicles with one number travel together all the way.
    drivers
        Drivers on board.
    """

    pool: str
    kind: Kind
    depot: str
    convoy: int
    drivers: int
    acts: tuple[Act, ...]

    @property
    def carries_people(self) -> bool:
        """Whether anyone boards it; an escort carries nobody."""
        return any(act.people for act in self.acts)

    @property
    def wheel_min(self) -> int:
        """Minutes in motion."""
        return sum(act.end - act.begin for act in self.acts if act.doing is Doing.DRIVE)

    @property
    def days(self) -> range:
        """The days on which it is out, the problem's day being 0."""
        return range(self.acts[0].begin // MINUTES_A_DAY, (self.acts[-1].end - 1) // MINUTES_A_DAY + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """People for whom no round was found, and why, in words."""

    place: str
    people: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRounds:
    """The rounds of one problem; they are aggregated and then dropped, never written."""

    problem: DayProblem
    rounds: tuple[BusRound, ...]
    left: tuple[Left, ...]
    status: str
