"""What the index holds, what a question finds in it, and how the page shows it."""
