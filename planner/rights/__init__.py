"""The twenty rights checks, worked out from the replay of the order, standards and scenario, without a solver."""

from planner.rights.checks import assess_rights
from planner.rights.facts import Facts

__all__ = ["Facts", "assess_rights"]
