"""Stories of roadmaps."""
