"""The only room that changes the state of cases: commands, timers, jobs, incidents and the worker."""

from app.engine import models as models
