"""The publishing checks."""
