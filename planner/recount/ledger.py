"""
A world counted a second time, from the records, by plain loops: what the proof and the audit stand on.

Nothing here comes from the network or the model. Limits, routes, lags and groups are derived again from the case and
the scenario, in exact integers and fractions, one place and one day at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from planner.config import PEOPLE_LIMIT, LimitChange, Scenario
from planner.demand import people_by_district, self_organised
from planner.records import Closure, Reading, Service, Site, Span
from planner.recount.cohorts import SELF, VIA_SITE, Cohort, Onward, gather, ways_on
from planner.recount.roads import Roads, Way
from planner.recount.travel import KINDS as TRAVEL_KINDS
from planner.recount.travel import Travel
from planner.rules.norms import adult_share

# The share of a place that nothing closes.
ALL = Fraction(1)


class Recount:
    """
    One reading of a case and scenario.

    Parameters
    ----------
    roads
        The case's roads, which several readings share.
    round_the_clock
        Whether people travel day and night, as in the bound behind ``impossible``.
    """

    def __init__(self, roads: Roads, scenario: Scenario, reading: Reading, *, round_the_clock: bool = False) -> None:
        self.roads, self.case, self.scenario, self.reading = roads, roads.case, scenario, reading
        self.driving_hours = Fraction(24) if round_the_clock else scenario.driving_hours_per_day
        self.crossings = {c.id: c for c in self.case.crossings}
        self.sites = {s.id: s for s in self.case.sites if s.kind != "reception"}
        self.receptions = {s.id: s for s in self.case.sites if s.kind == "reception"}
        self.free_limit: str | None = None
        # No reading changes these two.
        self._shares, self._opens = roads.opened_from(scenario.start)
        self._amounts: dict[tuple[str, str], Fraction | None] = {}
        self._ways: dict[tuple[str, str], tuple[Way, ...]] = {}
        # By limit, then by day.
        self._capacities: dict[tuple[str, str], dict[int, int | None]] = {}

    def freed(self, limit_id: str) -> Recount:
        """Return the same world in which one limit lets everybody through on its open days."""
        other = self._beside_in(limit_id)
        other.free_limit = limit_id
        return other

    def having(self, limit_id: str, value: int) -> Recount:
        """Return the same world in which one limit, or the people in scope (``people:all``), has another value."""
        limits = {**self.scenario.limits, limit_id: LimitChange(value=Fraction(value))}
        scenario = self.scenario.model_copy(update={"limits": limits})
        if limit_id == PEOPLE_LIMIT:
            return self.beside(scenario)
        other = self._beside_in(limit_id)
        other.scenario = scenario
        return other

    def _beside_in(self, limit_id: str) -> Recount:
        """Return a copy that has counted nothing yet of one limit."""
        other, (kind, _, place) = copy(self), limit_id.partition(":")
        other._capacities = {limit: days for limit, days in self._capacities.items() if limit != (kind, place)}
        other._amounts = {}
        # What ways ask of travel is counted anew where one of its limits is away.
        if kind in (*TRAVEL_KINDS, "flights"):
            other._capacities = {}
            for name in ("travel", "onward", "cohorts"):
                other.__dict__.pop(name, None)
        return other

    def beside(self, scenario: Scenario, *, round_the_clock: bool = False) -> Recount:
        """
        Return the same reading of another scenario.

        Ways and capacities by day are counted once for both, where all that they hang on is the same.
        """
        other = Recount(self.roads, scenario, self.reading, round_the_clock=round_the_clock)
        if self.free_limit is None and other._hangs_on() == self._hangs_on():
            other._ways, other._capacities, other._amounts = self._ways, self._capacities, self._amounts
        return other

    def _hangs_on(self) -> tuple[object, ...]:
        """Return what ways and capacities by day hang on, apart from the case and the reading."""
        scenario = self.scenario
        limits = {key: change for key, change in scenario.limits.items() if key != PEOPLE_LIMIT}
        same = (scenario.start, scenario.scope, scenario.exit_rule, scenario.stay)
        return (*same, scenario.driving_hours_per_day, limits, dict(scenario.standards.floors))

    def date(self, day: int) -> date:
        """Return the date of a day number."""
        return self.scenario.start + timedelta(days=day)

    # Shares, amounts and capacities

    def share(self, place: str, day: int) -> Fraction:
        """Return the share of a place open on a day: the least that closures, weekdays and opening dates leave."""
        key = (place, day)
        if key not in self._shares:
            self._shares[key] = self._share(place, day)
        return self._shares[key]

    def _share(self, place: str, day: int) -> Fraction:
        closures, weekdays = self._closures.get(place, ()), self._weekdays.get(place)
        crossing = self.crossings.get(place)
        opens_on = None if crossing is None else crossing.opens_on
        if not closures and weekdays is None and opens_on is None:
            return ALL
        when, share = self.date(day), ALL
        for closure in closures:
            if closure.first <= when <= closure.last:
                share = min(share, closure.share_open)
        if weekdays is not None and when.weekday() not in weekdays:
            share = Fraction(0)
        if opens_on is not None and when < opens_on:
            share = Fraction(0)
        return share

    @cached_property
    def _closures(self) -> Mapping[str, list[Closure]]:
        table: defaultdict[str, list[Closure]] = defaultdict(list)
        for closure in self.case.closures:
            table[closure.place_id].append(closure)
        return table

    @cached_property
    def _weekdays(self) -> dict[str, set[int]]:
        table: dict[str, set[int]] = {}
        for row in self.case.calendar:
            table.setdefault(row.place_id, set()).add(row.weekday)
        return table

    def amount(self, kind: str, place: str) -> Fraction | None:
        """Return a limit's amount under this reading, with the scenario's change; ``None`` when nobody published it."""
        if (kind, place) not in self._amounts:
            self._amounts[kind, place] = self._amount(kind, place)
        return self._amounts[kind, place]

    def _amount(self, kind: str, place: str) -> Fraction | None:
        known, change = self.published(kind, place), self.scenario.limits.get(f"{kind}:{place}")
        if kind == "leg" and change is None:
            leg = self.travel.leg_places[place][0]
            change = self.scenario.limits.get(f"leg:{leg.to_id}-{leg.from_id}")
        value = None if known is None else self._end(known)
        if f"{kind}:{place}" == self.free_limit:
            value = None
        elif change is not None and change.value is not None:
            value = change.value
        elif change is not None and change.factor is not None and value is not None:
            value *= change.factor
        if kind == "throughput" and self.crossings[place].mode == "air":
            flights = {f"flights:{flight.id}" for flight in self._flights(place)}
            if self.free_limit not in flights:
                seats = self.seats(place)
                value = seats if value is None else min(seats, value)
        return value

    def _end(self, span: Span) -> Fraction:
        """Return the end of a capacity's range that this reading takes."""
        if self.reading is Reading.FAVOURABLE:
            return span.high
        return span.central if self.reading is Reading.CENTRAL else span.low

    def seats(self, place: str) -> Fraction:
        """Return the seats a day of flights to an air crossing; without a flight row there are none."""
        departures = ((flight.seats, self.amount("flights", flight.id)) for flight in self._flights(place))
        return sum((seats * (a_day or Fraction(0)) for seats, a_day in departures), Fraction(0))

    def _flights(self, place: str) -> list[Service]:
        return [service for service in self.case.services if service.kind == "flight" and service.to_id == place]

    def published(self, kind: str, place: str) -> Span | None:
        """Return a limit as its table states it, ``None`` when nobody published it."""
        if kind == "throughput":
            return self.crossings[place].people_per_day
        if kind == "places":
            return self._site(place).places
        if kind == "vehicles":
            return next(fleet.vehicles for fleet in self.case.fleets if fleet.id == place)
        if kind in ("trains", "flights"):
            return next(service.departures_per_day for service in self.case.services if service.id == place)
        single: Fraction | int | None
        if kind in ("officers", "money"):
            single = None
        elif kind == "leg":
            single = self.travel.leg_figure(place)
        elif kind == "queue":
            single = self.crossings[place].queue_places
        elif kind == "intake":
            single = self._site(place).intake_people_per_day
        elif kind == "desks":
            single = self._site(place).desks
        else:
            single = self._site(place).onward_people_per_day
        return None if single is None else Span(low=Fraction(single), central=Fraction(single), high=Fraction(single))

    def _site(self, place: str) -> Site:
        return self.sites[place] if place in self.sites else self.receptions[place]

    def capacity(self, kind: str, place: str, day: int) -> int | None:
        """Return whole people that a limit lets through on a day, ``None`` when no limit is known."""
        days = self._capacities.get((kind, place))
        if days is None:
            days = self._capacities[kind, place] = {}
        if day not in days:
            days[day] = self._count(kind, place, day)
        return days[day]

    def _count(self, kind: str, place: str, day: int) -> int | None:
        if kind == "places":
            return self._places(self._site(place), day)
        if kind in TRAVEL_KINDS:
            return self.travel.capacity(kind, place, day)
        amount = self.amount(kind, place)
        if kind in ("desks", "officers") and amount is not None:
            each = self.people_per_desk if kind == "desks" else self.people_per_officer
            amount = None if each is None else amount * each
        if kind in ("queue", "officers"):
            return None if amount is None else int(amount // 1)
        share = self.share(place, day)
        if share == 0:
            return 0
        return None if amount is None else int((amount if share == 1 else amount * share) // 1)

    def _places(self, site: Site, day: int) -> int | None:
        floors = []
        places = self.amount("places", site.id)
        if places is not None:
            floors.append(int(places // 1))
        if site.covered_m2 is not None:
            floors.append(int(site.covered_m2 // self._area(site, day)))
        if site.toilets is not None:
            floors.append(int((site.toilets * self.floor("SAN-01")) // 1))
        if site.water_l_per_day is not None:
            floors.append(int(site.water_l_per_day // self.floor("WAT-02")))
        if site.meals_per_day is not None:
            floors.append(int(site.meals_per_day // 3))
        return min(floors) if floors else None

    def _area(self, site: Site, day: int) -> Fraction:
        area = self.floor("SHE-01")
        if site.kind == "holding":
            area = max(area, self.floor("DET-01"))
        month = self.date(day).month
        for row in self.case.climate:
            if row.place_id == site.id and row.month == month and row.night_min_c < self.floor("SHE-17"):
                area = max(area, self.floor("SHE-02"))
        return area

    @property
    def people_per_desk(self) -> Fraction | None:
        """People that a desk registers in a day, ``None`` where no profile says."""
        return self.floor("STA-02") if "STA-02" in self.case.standards else None

    @property
    def people_per_officer(self) -> Fraction | None:
        """People whom an officer can screen in a day: hours over minutes an adult, at the adults' share of everyone."""
        known = self.case.standards
        adults = adult_share(known, self.scenario.scope[0])
        if adults is None or any(row not in known for row in ("STA-03", "PRO-03")):
            return None
        minutes = self.floor("PRO-03") * adults
        return self.floor("STA-03") * 60 / minutes

    def floor(self, standard_id: str) -> Fraction:
        """Return a standard's value or the scenario's tighter floor."""
        tighter = self.scenario.standards.floors.get(standard_id)
        return self.case.standards[standard_id].value if tighter is None else tighter

    def all_open(self, gates: frozenset[str], day: int) -> bool:
        """Return whether departures can be made on a day over a route with these gates."""
        if not gates:
            return True
        key = (gates, day)
        if key not in self._opens:
            self._opens[key] = all(self.share(gate, day) > 0 for gate in gates)
        return self._opens[key]

    # Who may go where

    def exits(self, province: str) -> frozenset[str]:
        """Return the crossings that the exit rule leaves to a province."""
        if not self.scenario.exit_rule:
            return frozenset(self.crossings)
        return frozenset(self.scenario.exit_rule.get(province, ()))

    @cached_property
    def site_exits(self) -> dict[str, tuple[Way, ...]]:
        """The ways on from each site that has any, quickest first (minutes, then id)."""
        table = {}
        for site in self.sites.values():
            ways = [ways[site.id] for c in self.exits(site.province) if site.id in (ways := self.roads.ways_to(c))]
            if ways:
                table[site.id] = tuple(sorted(ways, key=lambda way: (way.minutes, way.target)))
        return table

    @cached_property
    def travel(self) -> Travel:
        """The limits on travel."""
        return Travel(self)

    @cached_property
    def onward(self) -> dict[str, tuple[Onward, ...]]:
        """The ways on from each site that has any by road, by train as well, with what they ask."""
        return ways_on(self)

    def joined_receptions(self, crossing: str) -> list[tuple[str, frozenset[str]]]:
        """Return the reception places that a leg joins to a crossing, with the names of that leg, in id order."""
        return sorted(self.roads.receptions_by(crossing), key=lambda place: place[0])

    def ways_from(self, pcode: str, province: str, stream: str) -> tuple[Way, ...]:
        """Return the ways a district's people of one stream may take, quickest first (minutes, then id)."""
        key = (pcode, stream)
        if key not in self._ways:
            self._ways[key] = self._found_from(pcode, province, stream)
        return self._ways[key]

    def _found_from(self, pcode: str, province: str, stream: str) -> tuple[Way, ...]:
        mine = self.exits(province)
        if stream == SELF:
            targets = [c for c in mine if pcode in self.roads.ways_to(c)]
        else:
            targets = [
                s
                for s in self.site_exits
                if self.exits(self.sites[s].province) <= mine and pcode in self.roads.ways_to(s)
            ]
        return tuple(sorted((self.roads.ways_to(t)[pcode] for t in targets), key=lambda way: (way.minutes, way.target)))

    @cached_property
    def by_stream(self) -> tuple[tuple[str, str, str, int, tuple[Way, ...]], ...]:
        """Pcode, province, stream, people and ways of every district and stream with people."""
        return tuple(self.split(people_by_district(self.case, self.scenario, self.reading)))

    def split(self, people: Sequence[int]) -> Iterator[tuple[str, str, str, int, tuple[Way, ...]]]:
        """Yield the same where each of the case's districts has so many people in scope."""
        alone = self_organised(people, self.scenario, self.reading)
        for district, whole, own in zip(self.case.districts, people, alone, strict=True):
            if whole == 0:
                continue
            sites = self.ways_from(district.pcode, district.province, VIA_SITE)
            straight = own if sites else whole
            for stream, count in ((SELF, straight), (VIA_SITE, whole - straight)):
                if count:
                    ways = sites if stream == VIA_SITE else self.ways_from(district.pcode, district.province, SELF)
                    yield district.pcode, district.province, stream, count, ways

    @property
    def has_rows(self) -> bool:
        """Whether stays of several nights or officers hold people together beyond single arcs."""
        stay = self.scenario.stay
        long_stays = any(row[2] == VIA_SITE for row in self.by_stream)
        long_stays &= stay.min_nights > 1 or stay.max_nights not in (None, 1)
        return long_stays or self.amount("officers", "all") is not None or self.travel.counted

    @cached_property
    def in_scope_people(self) -> int:
        """All people in scope."""
        return sum(row[3] for row in self.by_stream)

    def releases(self, people: int) -> Iterator[tuple[int, int]]:
        """Yield day number and people for every day on which some of a district's people of one stream are released."""
        release = self.scenario.release
        first = (release.from_ - self.scenario.start).days
        if release.kind == "at_once":
            yield first, people
            return
        n = (release.to - release.from_).days + 1
        weight = [k if release.kind == "uniform" else k * (k + 1) // 2 for k in range(n + 1)]
        before = 0
        for k in range(1, n + 1):
            out = people * weight[k] // weight[n]
            if out > before:
                yield first + k - 1, out - before
            before = out

    @cached_property
    def cohorts(self) -> tuple[Cohort, ...]:
        """Everyone in scope, gathered by province, stream, ways and what these ask of the limits on travel."""
        return gather(self)
