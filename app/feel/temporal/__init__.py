"""Reading, comparing and reckoning with dates, times and durations."""
