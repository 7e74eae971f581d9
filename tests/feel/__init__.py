"""Stories of the FEEL language."""
