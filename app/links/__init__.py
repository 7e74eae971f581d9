"""One-time links: somebody without an account answers one task, once, and the record says how."""
