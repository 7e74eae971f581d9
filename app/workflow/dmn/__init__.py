"""Decision tables and decision models (DMN 1.2 to 1.5): reading, checking, deciding."""

from app.workflow.dmn.decider import Decider, DecisionUnknown, DecisionValue
from app.workflow.dmn.library import ModelLibrary, read_library
from app.workflow.dmn.reader import read_model

__all__ = ["Decider", "DecisionUnknown", "DecisionValue", "ModelLibrary", "read_library", "read_model"]
