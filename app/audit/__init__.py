"""An append-only record of what was done, hash-chained so that a change of the past is found."""
