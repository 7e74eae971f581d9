"""Cases as people see them: start, list, case page."""
