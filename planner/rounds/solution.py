"""What a search for rounds may use, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """
    From one depot over some stops to a depot.

    Parameters
    ----------
    start, end
        Positions in ``Problem.depots``.
    stops
        Positions in ``Problem.stops``, in the order of visits.
    """

    start: int
    end: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """
    All trips of one vehicle, in order.

    Parameters
    ----------
    kind
        Position in ``Problem.kinds``.
    """

    kind: int
    trips: tuple[Trip, ...]

    @property
    def stops(self) -> tuple[int, ...]:
        """Positions of all stops, in the order of visits."""
        return tuple(stop for trip in self.trips for stop in trip.stops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """
    A stop that no round serves.

    Parameters
    ----------
    stop
        Position in ``Problem.stops``.
    reason
        In words.
    proved
        Whether the reason shows that no round could; otherwise none was found within the limits.
    """

    stop: int
    reason: str
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How far to search; at least one is given.

    Parameters
    ----------
    seconds
        Of this process's processor time, so that a busy machine changes how long it takes and not how far it gets. Two
        runs of it differ.
    iterations
        Of local search in all. The same seed and iterations give the same answer.
    """

    seconds: float | None = None
    iterations: int | None = None

    def __post_init__(self) -> None:
        given = [limit for limit in (self.seconds, self.iterations) if limit is not None]
        if not given or min(given) <= 0:
            raise InputError(
                f"limits: expected seconds or iterations above 0, got {self.seconds} and {self.iterations}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    The best rounds found.

    Parameters
    ----------
    cost
        As the module of the problem states it; stops that must be served and are not cost nothing here and are listed.
    unserved
        Every stop left out, with its reason.
    engine
        Which search left the rounds kept: ``pyvrp``, ``or-tools`` or ``set partitioning``; ``none`` where there are
        none.
    ended
        What stopped the search, in words.
    """

    rounds: tuple[Round, ...]
    unserved: tuple[Unserved, ...]
    cost: int
    engine: str
    ended: str
