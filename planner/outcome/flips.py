"""
The value of one limit at which everyone crosses on time, proved from both sides.

At the value a plan carries everyone: the run's own where it fits, else one that is told. A unit short of it a cut
leaves somebody behind, and a limit that is lower still lets nobody more through. Where no value is enough, a cut
leaves somebody behind with that limit taken away. Of the people in scope, one more is what falls short; the counts by
district of a larger total may be lower by one here and there, so the totals above are counted too, until even with
all of these lower everyone above is excluded.

Cuts and plans are proposed by whoever can solve. What they prove is counted here from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.audit import limit_faults, plan_faults
from planner.config import PEOPLE_LIMIT
from planner.outcome.result import Judged
from planner.proof import Totals, check_claim, check_cut, is_known
from planner.recount import TRAVEL_KINDS, Recount
from planner.solution import Claim, Cut, CutLimit, Flip, Plan, Sensitivity, Shortage

# Totals above the largest that crosses which are counted one by one. Where so many are not enough, no proof is given.
MOST_ABOVE = 2_000
# More than any limit has, and less than what a scenario may set.
LARGEST = 10**11
# The proved bound of the world in which one limit has a value; ``None``: with that limit taken away.
Bound = Callable[[str, int | None], Cut]
# A plan of the world in which some limits have other values.
Planned = Callable[[Mapping[str, int]], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """
    What proofs of one reading are held against.

    Parameters
    ----------
    on_time
        Its proved bound.
    without
        Limits with a claim that whatever they were, somebody is left.
    """

    judged: Judged
    on_time: Cut
    without: Collection[str]
    _known: dict[Plan, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def recount(self) -> Recount:
        """The reading counted again."""
        return self.judged.recount

    @property
    def asks_all(self) -> bool:
        """Whether every value must have its proof; limits that are no arcs leave values that nothing whole proves."""
        return not self.recount.has_rows

    def needs_no_more(self, limit_id: str) -> bool:
        """Return whether the certificate's claims say already that no value of a limit is enough."""
        if limit_id in self.without:
            return True
        cut, recount = self.on_time, self.recount
        if (
            limit_id == PEOPLE_LIMIT
            or cut.bound >= recount.in_scope_people
            or any(r.id == limit_id for r in cut.limits)
        ):
            return False
        freed = recount.freed(limit_id)
        kind, _, place = limit_id.partition(":")
        days = range(cut.horizon_days)
        if kind not in (*TRAVEL_KINDS, "flights") and all(
            (recount.capacity(kind, place, day) == 0) == (freed.capacity(kind, place, day) == 0) for day in days
        ):
            return True  # the cut leans on a limit that it does not name only where that lets nobody through
        return check_claim(freed, cut).bound < recount.in_scope_people

    def shown(self, worth: Iterable[Sensitivity], flips: Iterable[Flip]) -> dict[str, int | None]:
        """Return the values that proofs and claims show, by limit."""
        values = {flip.limit_id: flip.flips_at for flip in flips}
        names = (row.limit_id for row in worth if row.limit_id not in values)
        return values | {name: None for name in names if self.needs_no_more(name)}

    def faults(self, flip: Flip) -> Iterator[str]:
        """Yield what is wrong with a proof."""
        if not self.tells(flip.limit_id):
            yield "is no limit of this case with a figure"
        elif flip.flips_at is None:
            yield from self._never(flip)
        elif not self.asks_all or not 0 <= flip.flips_at <= LARGEST:
            yield f"{flip.flips_at} is a value that no such proof can show"
        else:
            yield from self._carried(flip, flip.flips_at)
            yield from self._people(flip) if flip.limit_id == PEOPLE_LIMIT else self._falls_short(flip, flip.flips_at)

    def tells(self, limit_id: str) -> bool:
        """Return whether the result tells of a limit, and the limit has a figure."""
        kind, _, place = limit_id.partition(":")
        told = any(use.limit_id == limit_id for use in self.judged.audit.uses)
        return limit_id == PEOPLE_LIMIT or (told and self.recount.amount(kind, place) is not None)

    def at(self, limit_id: str, value: int | None) -> Recount:
        """Return the reading with one limit at a value, or taken away."""
        if value is None:
            return self.recount.freed(limit_id)
        return self.recount.having(limit_id, value)

    def lowers(self, limit_id: str, value: int) -> bool:
        """Return whether a value is no more than what a limit has: what holds with it holds with the limit as it is."""
        kind, _, place = limit_id.partition(":")
        amount = None if limit_id == PEOPLE_LIMIT else self.recount.amount(kind, place)
        return amount is not None and value <= amount

    def _plan_faults(self, plan: Plan) -> tuple[str, ...]:
        """Return the faults of a plan with all limits as they are; several flips may have the same one."""
        if plan not in self._known:
            self._known[plan] = plan_faults(self.recount, plan)
        return self._known[plan]

    def _never(self, flip: Flip) -> Iterator[str]:
        if (
            len(flip.short) != 1
            or flip.short[0].at is not None
            or flip.plan is not None
            or flip.limit_id == PEOPLE_LIMIT
        ):
            yield "no value is proved to be enough by one cut with the limit taken away"
        else:
            yield from self._leaves(flip, flip.short[0])

    def _falls_short(self, flip: Flip, value: int) -> Iterator[str]:
        if [short.at for short in flip.short] != ([value - 1] if value else []):
            yield f"{value} is proved by a cut at one less, and by none where it is 0"
            return
        for short in flip.short:
            yield from self._leaves(flip, short)

    def _leaves(self, flip: Flip, short: Shortage) -> Iterator[str]:
        """Yield what is wrong with a cut, which must leave somebody behind."""
        recount = self.at(flip.limit_id, short.at)
        cut = cut_of(recount, short)
        counted = check_cut(recount, cut)
        yield from counted.faults
        if _told(cut) != short.limits or any(row.capacity == 0 for row in cut.limits):
            yield "names limits in another order, or on days when they let nobody through"
        if counted.bound >= recount.in_scope_people:
            at = "any value" if short.at is None else f"{short.at:,}"
            yield f"at {at}, {counted.bound:,} of {recount.in_scope_people:,} may cross: nobody is left"

    def _carried(self, flip: Flip, value: int) -> Iterator[str]:
        """Yield what keeps everyone from crossing at the value."""
        recount, plan = self.at(flip.limit_id, value), flip.plan
        if plan is None:
            plan = self.judged.plan
            yield from () if flip.limit_id == PEOPLE_LIMIT else limit_faults(recount, plan, flip.limit_id)
        elif self.lowers(flip.limit_id, value):
            # It holds as limits are, and within the one that is lowered: so one plan may do for several limits.
            yield from self._plan_faults(plan) or limit_faults(recount, plan, flip.limit_id)
        else:
            yield from plan_faults(recount, plan)
        own = flip.plan is None and flip.limit_id == PEOPLE_LIMIT and value
        if plan.reading is not recount.reading or (own and value != self.recount.in_scope_people):
            yield f"at {value:,} there is no plan"
        elif value or flip.limit_id != PEOPLE_LIMIT:
            across = plan.on_time_people
            if across != recount.in_scope_people:
                yield f"at {value:,} the plan carries {across:,} of {recount.in_scope_people:,}"

    def _people(self, flip: Flip) -> Iterator[str]:
        """Yield what is wrong with the cuts above the largest total, and the first total that they let cross."""
        value, cuts = int(flip.flips_at or 0), list[Totals]()
        for short in flip.short:
            if short.at is None or not value < short.at <= value + MOST_ABOVE:
                yield f"a cut at {short.at} says nothing of a few people more than {value}"
                return
            yield from self._leaves(flip, short)
            recount = self.at(PEOPLE_LIMIT, short.at)
            cuts.append(Totals(recount, cut_of(recount, short)))
        crossing = first_not_left(cuts, value + 1, value + MOST_ABOVE)
        if crossing is not None:
            yield f"with {crossing:,} in scope no cut leaves anybody behind"


def first_not_left(cuts: Sequence[Totals], first: int, last: int) -> int | None:
    """
    Return the first total of which no cut leaves anybody behind, ``None`` where one does of every total from ``first``.

    One more than ``last`` where counting up to there is not enough to tell.
    """
    low, high = first - 1, first
    while high <= last and not any(cut.leaves_from(high) for cut in cuts):
        low, high = high, min(high + 2 * (high - first + 1), last) if high < last else last + 1
    while high <= last and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if any(cut.leaves_from(middle) for cut in cuts) else (middle, high)
    for total in range(first, high):
        if not any(cut.leaves(total) for cut in cuts):
            return total
    return None if high <= last else high


def prove(
    proving: Proving, worth: Sequence[Sensitivity], bound: Bound, planned: Planned
) -> tuple[tuple[Sensitivity, ...], tuple[Flip, ...]]:
    """
    Return what limits are worth, and the proofs of their values as far as claims do not hold these already.

    The largest total that crosses is put right where there is one above a total that does not. Limits that are no arcs
    leave values that nothing in whole people proves: these stay as they were found.

    Parameters
    ----------
    bound, planned
        Who solves: the proved bound, and a plan with most people across, of the world with one limit at a value.

    Raises
    ------
    AssertionError
        When a proof of our own does not hold: a bug, never an answer.
    """
    if not proving.asks_all:
        return tuple(worth), ()
    rows, flips = [], []
    plans = _plans(proving, worth, planned)
    for row in worth:
        flip = _proof(proving, row, bound, planned, plans) if proving.tells(row.limit_id) else None
        rows.append(row if flip is None else replace(row, flips_at=flip.flips_at))
        if flip is not None:
            faults = list(proving.faults(flip))
            if faults:
                raise AssertionError(f"flips_at of {row.limit_id}: " + "; ".join(faults))
            flips.append(flip)
    return tuple(rows), tuple(flips)


def _plans(proving: Proving, worth: Iterable[Sensitivity], planned: Planned) -> dict[str, Plan]:
    """
    Return plans for the limits at whose value the run's own plan does not carry everyone.

    Where everyone crosses as limits are, a plan with several of them lowered at once carries everyone with any one of
    them lowered. They are halved, neighbours apart, until everyone crosses with all of a part lowered.
    """
    everyone, found = proving.recount.in_scope_people, dict[str, Plan]()
    own, lowered = proving.judged.plan.on_time_people == everyone, list[tuple[str, int]]()
    parts: list[list[tuple[str, int]]] = []
    told = (
        (row.limit_id, row.flips_at) for row in worth if row.limit_id != PEOPLE_LIMIT and proving.tells(row.limit_id)
    )
    for name, value in told:
        if value is None or (own and not limit_faults(proving.at(name, value), proving.judged.plan, name)):
            continue
        if own and proving.lowers(name, value):
            lowered.append((name, value))
        else:
            parts.append([(name, value)])
    parts += [lowered] if lowered else []
    while parts:
        part = parts.pop()
        plan = planned(dict(part))
        if len(part) == 1 or plan.on_time_people == everyone:
            found |= dict.fromkeys([name for name, _ in part], plan)
        else:
            parts += [part[::2], part[1::2]]
    return found


def _proof(
    proving: Proving, row: Sensitivity, bound: Bound, planned: Planned, plans: Mapping[str, Plan]
) -> Flip | None:
    name, value, recount = row.limit_id, row.flips_at, proving.recount
    if name == PEOPLE_LIMIT:
        free = value is None or not recount.in_scope_people
        return None if free else _largest(proving, int(value or 0), bound, planned)
    if value is None:
        if proving.needs_no_more(name):
            return None
        return Flip(limit_id=name, flips_at=None, short=(_shortage(bound(name, None), None, recount),), plan=None)
    short = (_shortage(bound(name, value - 1), value - 1, recount),) if value else ()
    return Flip(limit_id=name, flips_at=value, short=short, plan=plans.get(name))


def _largest(proving: Proving, value: int, bound: Bound, planned: Planned) -> Flip | None:
    """
    Return the proof of the largest total that crosses, looking above it until every larger one is excluded.

    ``None`` where that would take too long.
    """
    short: list[Shortage] = []
    cuts: list[Totals] = []
    total: int | None = value + 1
    while total is not None:
        if total > value + MOST_ABOVE:
            return None
        cut = bound(PEOPLE_LIMIT, total)
        if cut.bound >= total:
            value, short, cuts = total, [], []
            total += 1
            continue
        short.append(_shortage(cut, total, proving.recount))
        cuts.append(Totals(proving.at(PEOPLE_LIMIT, total), cut))
        total = first_not_left(cuts, total, value + MOST_ABOVE)
    own = not value or (value == proving.recount.in_scope_people == proving.judged.plan.on_time_people)
    return Flip(
        limit_id=PEOPLE_LIMIT, flips_at=value, short=tuple(short), plan=None if own else planned({PEOPLE_LIMIT: value})
    )


def _shortage(cut: Cut, at: int | None, recount: Recount) -> Shortage:
    """Return a cut as it is told."""
    if cut.stay_offset or cut.prices or cut.horizon_days != recount.scenario.num_days:
        raise AssertionError(f"{cut.id}: expected a cut of the pure network at the deadline")
    return Shortage(at=at, behind_people=cut.behind_people, limits=_told(cut), bound=cut.bound)


def _told(cut: Cut) -> tuple[tuple[str, date, date], ...]:
    """Return the limits of a cut by the days on which it names them, those that follow one another together."""
    spans: list[tuple[str, date, date]] = []
    for row in sorted(cut.limits, key=lambda row: (row.kind, row.place, row.date)):
        if spans and spans[-1][0] == row.id and spans[-1][2] + timedelta(days=1) == row.date:
            spans[-1] = (row.id, spans[-1][1], row.date)
        else:
            spans.append((row.id, row.date, row.date))
    return tuple(spans)


def cut_of(recount: Recount, short: Shortage) -> Cut:
    """Return a cut with the capacities that its limits have; 0 for what is no limit, or none on a day of the plan."""
    rows, num_days = [], recount.scenario.num_days
    for name, *ends in short.limits:
        kind, _, place = name.partition(":")
        first, last = ((when - recount.scenario.start).days for when in ends)
        inside = 0 <= first <= last < num_days and is_known(recount, kind, place)
        for day in range(first, last + 1) if inside else (first,):
            capacity = recount.capacity(kind, place, day) if inside else None
            limit = CutLimit(id=name, kind=kind, place=place, date=recount.date(day), capacity=capacity or 0)
            rows.append(limit)
    return Cut(
        claim=Claim.ON_TIME,
        reading=recount.reading,
        horizon_days=num_days,
        behind_people=short.behind_people,
        limits=tuple(rows),
        bound=short.bound,
    )
