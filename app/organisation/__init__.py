"""The tree of organisations, who holds which role where, and what a place such as «mouo» means for a school."""
