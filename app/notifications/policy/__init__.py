"""What is written at once and what waits for the morning, when that morning is, and who may say stop by a link."""
