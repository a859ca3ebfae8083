"""
What was forecast at a cut-off beside what was counted after it: no solver, no capacity, nothing from the future.

``counts`` reconciles the published counts, ``curve`` fits departures around the deadline, ``baselines`` holds four
naive forecasts, ``score`` holds all of them against what followed, ``words`` says who won and why.
"""

from planner.backtest.run import run_backtest
from planner.backtest.score import backtest_of, really_happened

__all__ = ["backtest_of", "really_happened", "run_backtest"]
