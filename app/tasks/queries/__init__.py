"""What the pages of tasks show, made of what the engine tells."""
