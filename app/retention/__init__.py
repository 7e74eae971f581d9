"""How long cases are kept: the file plan (номенклатура дел), what is due, the act of destruction, what is left."""
