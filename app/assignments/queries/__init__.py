"""Lists and trees of assignments, and the people who may get one."""
