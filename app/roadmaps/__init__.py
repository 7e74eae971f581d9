"""Executable roadmaps: plans, their measures and due dates, the cases that carry them out, and the indicators."""
