"""Quarters, figures, and who may do what with reports."""
