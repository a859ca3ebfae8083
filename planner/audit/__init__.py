"""Holds a plan against every limit and against the people in it, from the records, with no model and no solver."""

from planner.audit.books import Audit, Corridor, Use, audit_plan, limit_faults, plan_faults

__all__ = ["Audit", "Corridor", "Use", "audit_plan", "limit_faults", "plan_faults"]
