"""The builtin functions of DMN 1.5, one module a family."""
