"""The demonstration: one region with its people and about sixty cases, made through the same commands as everything."""
