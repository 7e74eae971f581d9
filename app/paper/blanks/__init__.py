"""The templates that ship: made in the manner of ГОСТ Р 7.0.97 with blank requisites, to be changed by the office."""

from app.paper.blanks.catalogue import BLANKS, Blank, make_blank
from app.paper.blanks.drawing import Edition

__all__ = ["BLANKS", "Blank", "Edition", "make_blank"]
