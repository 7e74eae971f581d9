"""What changed between two versions of a process, as plain values: steps, ways, forms, tables, settings.

Pages say it in words. Drawing alone (where a shape stands) is no difference: the process runs the same.
"""

from app.workflow.differences.compare import compare_packages
from app.workflow.differences.model import Aspect, Change, Difference, Thing, changed_elements

__all__ = ["Aspect", "Change", "Difference", "Thing", "changed_elements", "compare_packages"]
