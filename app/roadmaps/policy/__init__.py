"""Pure rules of roadmaps: due dates of schedules, what a plan looks like in another year."""
