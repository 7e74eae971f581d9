"""Stories of quarterly reports."""
