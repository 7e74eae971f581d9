"""What was said about a case, who may be named, and which questions wait for whom."""
