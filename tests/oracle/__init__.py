"""An independent check of the planner's numbers: it shares no code with the planner and never imports it."""
