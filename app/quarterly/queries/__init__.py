"""What reports are filled with, how they stand, and what they come to together."""
