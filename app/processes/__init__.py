"""The catalogue of processes and their immutable published versions."""

from app.processes import models as models
