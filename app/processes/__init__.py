"""The catalogue of processes and their immutable published versions."""
