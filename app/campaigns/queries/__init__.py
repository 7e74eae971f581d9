"""What the pages of campaigns show; every row through the eyes of a viewer."""
