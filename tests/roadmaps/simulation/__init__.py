"""A simulated year: the clock runs, measures open by themselves, scripted people in their roles carry them out.

`make simulate` runs it whole (`python -m tests.roadmaps.simulation`): the Zabaykalye plan in 2020 over a region, three
municipalities and twelve centres, and the St Petersburg plan in 2021-2024. The report lists what did not run, and why.
"""
