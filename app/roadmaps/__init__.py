"""Executable roadmaps: plans, their measures and due dates, the cases that carry them out, and the indicators.

The tables are not imported here: the due dates of the shipped plans are told without a database
(`soglas roadmap due`), so the application imports `app.roadmaps.models` itself.
"""
