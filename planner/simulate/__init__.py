"""Replays what a plan, and an order to leave, would do to people, from records and without a solver."""

from planner.simulate.exposure import Exposure, exposure_of_order, exposure_of_plan

__all__ = ["Exposure", "exposure_of_order", "exposure_of_plan"]
