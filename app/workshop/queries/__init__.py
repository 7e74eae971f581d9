"""What the pages of the workshop show."""
