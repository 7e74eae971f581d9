"""Quarterly reports: a centre reports, its director signs, the municipality checks and sums up, the region accepts."""
