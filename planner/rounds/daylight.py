"""First and last light at public places, in minutes after midnight of the case's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil, floor
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sunrise, sunset

from planner.rounds.shuttle import MINUTES_A_DAY, Window

SECONDS_A_MINUTE = 60


def daylight(points: Iterable[tuple[float, float]], days: Iterable[date], time_zone: str) -> Window:
    """
    Return the minutes that lie between sunrise and sunset at all of some points on all of some days.

    Parameters
    ----------
    points
        Longitude and latitude, in degrees.

    Returns
    -------
    First and last minute, rounded inwards; the last is not after the first where the sun does not rise or set.
    """
    zone = ZoneInfo(time_zone)
    first, last = 0, MINUTES_A_DAY
    when = sorted(set(days))
    # Over a few weeks the sun's times move one way, or turn once: both ends and the middle bound them to the minute.
    asked = sorted({when[0], when[len(when) // 2], when[-1]})
    spare = int(len(when) > len(asked))
    for lon, lat in sorted(set(points)):
        observer = Observer(latitude=lat, longitude=lon)
        for day in asked:
            try:
                up, down = sunrise(observer, date=day, tzinfo=zone), sunset(observer, date=day, tzinfo=zone)
            except ValueError:
                return (0, 0)
            first = max(first, ceil((up.hour * 3600 + up.minute * 60 + up.second) / SECONDS_A_MINUTE))
            last = min(last, floor((down.hour * 3600 + down.minute * 60 + down.second) / SECONDS_A_MINUTE))
    return first + spare, last - spare
