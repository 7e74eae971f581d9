"""A tree to Python closures: each node becomes one small function over a frame."""

from app.feel.compiler.core import Compiled, compile_tests, compile_tree

__all__ = ["Compiled", "compile_tests", "compile_tree"]
