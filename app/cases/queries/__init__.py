"""What the pages of cases show, made of what the engine tells."""
