"""A run in plain text, for a terminal or an e-mail: gates, verdict, proof, what binds. Under 60 lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from planner.units import counted

Json = Mapping[str, Any]
MOST_LIMITS = 5
NOT_A_FINDING = "this is not a finding that it is lawful, safe or voluntary"


def headline(result: Json) -> str:
    """Return the answer in one line."""
    verdict, scenario = result["verdict"], result["scenario"]
    on_time = verdict["on_time_people"]
    line = (
        f"{verdict['answer']}: of {verdict['in_scope_people']:,} people in scope, "
        f"at most {on_time['proved_at_most']:,} "
        f"could cross by {scenario['deadline']} ({scenario['reading']} reading)"
    )
    return f"{line}; {NOT_A_FINDING}" if verdict["answer"] == "not-excluded-by-logistics" else line


def explanation(result: Json, certificate: Json) -> str:
    """Return the verdict, its proof and the limits that bind, in plain text."""
    scenario = result["scenario"]
    lines = [
        scenario["title"],
        f"{scenario['start']} to {scenario['deadline']}, {counted(scenario['days'], 'day')}",
        "",
    ]
    for name, gate in result["gates"].items():
        lines.append(f"Gate, {name}: {gate['status']}. {gate['text']}")
    lines += ["", headline(result)]
    lines.append(
        "Robust: " + ("all three readings give this answer." if result["verdict"]["robust"] else "no, readings differ:")
    )
    for name, reading in result["readings"].items():
        on_time, done = reading["verdict"]["on_time_people"], reading["completion"]
        answer = reading["verdict"]["answer"]
        said = f"{answer} ({NOT_A_FINDING})" if answer == "not-excluded-by-logistics" else answer
        lines.append(
            f"  {name:<10} {said}; {reading['verdict']['in_scope_people']:,} in scope, "
            f"at most {on_time['proved_at_most']:,} on time; complete {_completion(done)}"
        )
    lines += [
        "",
        *proof_lines(result, certificate),
        *_air_lines(result),
        "",
        "What binds (people gained per unit more on every open day):",
    ]
    binding = sorted(
        (row for row in result["limits"] if row["people_per_unit"] and row["kind"] != "people"),
        key=lambda row: (-row["people_per_unit"], -(row["capacity"] or 0), row["id"]),
    )
    for row in binding[:MOST_LIMITS]:
        flips = (
            "no value of it alone meets the deadline"
            if row["flips_at"] is None
            else f"meets it alone at {row['flips_at']:,}"
        )
        flips += "" if row["flips_proved"] else " (computed, not proved)"
        lines.append(f"  {row['id']}: +{row['people_per_unit']:,} a unit, now {row['capacity']:,}; {flips}")
    if not binding:
        lines.append("  none: no single limit holds anyone back at the deadline")
    told = result["requirements"].get("findings", ())
    lines += ["", "What it would take:", *(f"  {sentence}" for sentence in told)] if told else []
    lines += ["", "Check it yourself: planner verify RUN_DIR (it uses no solver)."]
    return "\n".join(lines)


def _air_lines(result: Json) -> list[str]:
    """Return which air crossings pass nobody for want of a published flight: no figure, and so no capacity."""
    limits = {row["id"]: row for row in result["limits"]}
    return [
        f"{row['name']}: no flight to it is published, and an air crossing passes only the seats of published flights,"
        " so its capacity is 0."
        for row in result["crossings"]
        if row["mode"] == "air" and limits[f"throughput:{row['id']}"]["capacity"] == 0
    ]


def _completion(done: Json) -> str:
    if done["never"]:
        return "never"
    if done["date"] is None:
        return f"not before {done['proved_not_before']}, no date found"
    if done["date"] != done["proved_not_before"]:
        return f"by {done['date']} in a plan found (day {done['days']}), proved not before {done['proved_not_before']}"
    return f"{done['date']} at the earliest (day {done['days']})"


def proof_lines(result: Json, certificate: Json) -> list[str]:
    """Return the proof of the chosen reading's bound: what is behind the cut, what passes it, what is left."""
    reading = result["scenario"]["reading"]
    claim = next(c for c in certificate["claims"] if c["claim"] == "on_time" and c["reading"] == reading)
    scope = result["verdict"]["in_scope_people"]
    if not claim["limits"] and not claim["behind_people"]:
        return ["Proof: no limit holds anyone back, so nothing is proved against the deadline."]
    if claim["prices"]:
        return _priced_lines(claim, scope)
    if not claim["limits"]:
        return _no_way_lines(result, claim)
    passed = sum(row["capacity"] for row in claim["limits"])
    left, places = claim["behind_people"] - passed, {row["id"] for row in claim["limits"]}
    limits, these = ("limit", "this passes") if len(places) == 1 else ("limits", "these pass")
    lines = [
        f"Proof: {claim['behind_people']:,} of {scope:,} people can only leave through the {limits} below.",
        f"In {counted(claim['horizon_days'], 'day')} {these} {passed:,}. "
        f"So at least {left:,} {'is' if left == 1 else 'are'} left.",
    ]
    by_place: defaultdict[str, list[Json]] = defaultdict(list)
    for row in claim["limits"]:
        by_place[row["id"]].append(row)
    largest = sorted(by_place.items(), key=lambda item: (-sum(r["capacity"] for r in item[1]), item[0]))
    for name, rows in largest[:MOST_LIMITS]:
        days = sorted(date.fromisoformat(row["date"]) for row in rows)
        total = sum(row["capacity"] for row in rows)
        lines.append(f"  {name}: {_days(days)}, {total:,} people")
    if len(largest) > MOST_LIMITS:
        rest = sum(row["capacity"] for _, rows in largest[MOST_LIMITS:] for row in rows)
        lines.append(f"  and {counted(len(largest) - MOST_LIMITS, 'more limit')}, {rest:,} people")
    return lines


def _no_way_lines(result: Json, claim: Json) -> list[str]:
    """Return the proof where no limit is counted: some people have no way that is open in time at all."""
    shut, behind = [row["id"] for row in result["limits"] if row["capacity"] == 0], claim["behind_people"]
    lines = [
        f"Proof: {behind:,} of {result['verdict']['in_scope_people']:,} people have no way across that is open to them"
        f" in {counted(claim['horizon_days'], 'day')}, whatever the other limits.",
        f"So at least {behind:,} {'is' if behind == 1 else 'are'} left.",
    ]
    return [*lines, f"  Limits of 0: {', '.join(shut)}"] if shut else lines


def _days(days: list[date]) -> str:
    """Return how many days a limit counts on, and which; one day has one date."""
    span = f"on {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    return f"{counted(len(days), 'day')} {span}"


def _priced_lines(claim: Json, scope: int) -> list[str]:
    """Return the proof by prices: what the dearest limits can pass, what that is worth, and the bound."""
    worth: defaultdict[str, Fraction] = defaultdict(Fraction)
    days: Counter[str] = Counter()
    for limit, price in zip(claim["limits"], claim["prices"], strict=True):
        worth[limit["id"]] += Fraction(price["value"]) * limit["capacity"]
        days[limit["id"]] += 1
    paid = sum(worth.values(), Fraction(0))
    lines = [
        f"Proof by prices: {claim['behind_people']:,} of {scope:,} people have no way across that is free of them.",
        f"What {counted(len(worth), 'scarce limit')} can pass in {counted(claim['horizon_days'], 'day')}"
        f" is worth {float(paid):,.2f} people at their prices;",
        f"with what people keep beside it, no plan takes more than {claim['bound']:,} across.",
    ]
    for name in sorted(worth, key=lambda key: (-worth[key], key))[:MOST_LIMITS]:
        lines.append(f"  {name}: {counted(days[name], 'day')}, worth {float(worth[name]):,.2f}")
    return lines
