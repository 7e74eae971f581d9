"""Search over everything that the pages of cases say, within the rights of the one who asks."""
