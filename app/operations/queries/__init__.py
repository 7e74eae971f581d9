"""What a migration would do, and how far one is."""
