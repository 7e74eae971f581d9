"""The pages in a real browser: journeys, both widths, with and without script, axe on every page."""
