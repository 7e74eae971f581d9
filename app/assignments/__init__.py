"""Assignments (поручения): given to people below, split further, reported, accepted, listed."""
