"""Questions about plans, measures and indicators."""
