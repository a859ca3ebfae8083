"""Relief rounds for what full loads leave: a stop or two by hand, more by the engine, under a count of iterations."""

from __future__ import annotations

from planner.rounds import Answer, Limits, Problem, Round, Trip

# Local search sees every pair of so few stops many times over; more stops, more to see.
ITERATIONS_A_STOP, LEAST_ITERATIONS = 20, 60
SEED = 0


def relief_rounds(problem: Problem) -> Answer:
    """Return rounds for one hub and commodity; the same problem always has the same rounds."""
    if len(problem.stops) == 1 and problem.kinds[0].count:
        # The hub has been found to reach each of its places and be home again by itself.
        alone = Round(kind=0, trips=(Trip(start=0, end=0, stops=(0,)),))
        return Answer(rounds=(alone,), unserved=(), cost=0, engine="none", ended="there is one stop")
    # pyvrp takes half a second to load, and a run without relief has no use for it.
    from planner.model.routing.engine import solve_rounds

    iterations = max(LEAST_ITERATIONS, ITERATIONS_A_STOP * len(problem.stops))
    return solve_rounds(problem, limits=Limits(iterations=iterations), seed=SEED)
