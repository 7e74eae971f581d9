"""The registry of centres: which are being created, which work since when; written from what happens in their cases."""
