"""Reads, checks and runs diagrams; the only home of SpiffWorkflow and lxml. No Flask, no database."""
