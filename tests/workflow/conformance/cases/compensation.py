"""Transactions, cancel and compensation."""

from tests.workflow.conformance.case import Case, ran, refused, waits

_UNDO = (
    "start s -> a\ntask a -> b\nboundary ca on=a undo handler=ua\ntask ua @isForCompensation=true\n"
    "task b -> t\nboundary cb on=b undo handler=ub\ntask ub @isForCompensation=true\n"
)

CASES = (
    Case(
        name="transaction",
        construct="transaction",
        how="as a sub-process",
        text="start s -> box\ntransaction box -> e\n  start i -> a\n  user a -> x\n  end x\nend e",
        steps=({"complete": "a"},),
        expected=ran("s i a x box e"),
    ),
    Case(
        name="transaction_error",
        construct="error boundary event on a transaction",
        how="caught",
        text=(
            "start s -> box\ntransaction box -> d\n  start i -> x\n  end x error=E1\n"
            "boundary b on=box error=E1 -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s i x b", "c"),
    ),
    Case(
        name="cancel",
        construct="cancel end event of a transaction",
        how="leaves by the cancel boundary event",
        text=(
            "start s -> box\ntransaction box -> d\n  start i -> a\n  task a -> x\n  end x cancel\n"
            "boundary b on=box cancel -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s i a x b", "c"),
    ),
    Case(
        name="cancel_compensates",
        construct="cancel of a transaction with compensation handlers",
        how="what completed is undone, the last first, then the cancel boundary event goes on",
        text=(
            "start s -> box\ntransaction box -> d\n  start i -> a\n  task a -> b\n"
            "  boundary ca on=a undo handler=ua\n  task ua @isForCompensation=true\n  task b -> x\n"
            "  boundary cb on=b undo handler=ub\n  task ub @isForCompensation=true\n  end x cancel\n"
            "boundary z on=box cancel -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s i a b x ub ua z", "c"),
    ),
    Case(
        name="cancel_outside_transaction",
        construct="cancel end event outside a transaction",
        how="refused",
        text="start s -> x\nend x cancel",
        expected=refused("x"),
    ),
    Case(
        name="compensation_intermediate",
        construct="intermediate compensation event",
        how="everything completed in the scope is undone, the last first; then the event completes",
        text=_UNDO + "throw t undo -> d\nuser d -> e\nend e",
        expected=waits("s a b ub ua t", "d"),
    ),
    Case(
        name="compensation_of_one_activity",
        construct="compensation event that names an activity",
        how="only that one is undone",
        text=_UNDO + "throw t undo=a -> d\nuser d -> e\nend e",
        expected=waits("s a b ua t", "d"),
    ),
    Case(
        name="compensation_end_event",
        construct="compensation end event",
        how="undone before the process ends",
        text=_UNDO + "end t undo",
        expected=ran("s a b ub ua t"),
    ),
    Case(
        name="compensation_in_sub_process",
        construct="compensation end event in a sub-process",
        how="undoes what the sub-process did",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  task a -> t\n  boundary ca on=a undo handler=ua\n"
            "  task ua @isForCompensation=true\n  end t undo\nuser d -> e\nend e"
        ),
        expected=waits("s i a ua t box", "d"),
    ),
    Case(
        name="compensation_of_sub_process_from_inside",
        construct="compensation of a completed sub-process without a handler of its own",
        how="the handlers inside it run",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  boundary ca on=a undo handler=ua\n"
            "  task ua @isForCompensation=true\n  end x\nthrow t undo=box -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box ua t", "d"),
    ),
    Case(
        name="compensation_boundary_of_sub_process",
        construct="compensation boundary event on a sub-process",
        how="its handler runs",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  end x\n"
            "boundary cb on=box undo handler=ub\ntask ub @isForCompensation=true\nthrow t undo -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box ub t", "d"),
    ),
    Case(
        name="compensation_event_sub_process",
        construct="event sub-process with a compensation start",
        how="runs when its sub-process is undone",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  end x\n"
            "  esp h\n    start hs undo -> ha\n    task ha -> hx\n    end hx\nthrow t undo=box -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box hs ha hx h t", "d"),
    ),
    Case(
        name="compensation_of_multi_instance_sub_process",
        construct="compensation of a completed multi-instance sub-process",
        how="the handlers inside run for each instance, the last first",
        text=(
            "start s -> box\nsub box times=2 sequential -> t\n  start i -> a\n  task a -> x\n"
            "  boundary ca on=a undo handler=ua\n  task ua @isForCompensation=true\n  end x\n"
            "throw t undo -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box i a x box ua ua t", "d"),
    ),
    Case(
        name="compensation_by_sub_process",
        construct="a sub-process as compensation handler",
        how="runs whole before the next one",
        text=(
            "start s -> a\ntask a -> b\nboundary ca on=a undo handler=ua\ntask ua @isForCompensation=true\n"
            "task b -> t\nboundary cb on=b undo handler=ub\nsub ub @isForCompensation=true\n  start ui -> uu\n"
            "  user uu -> ux\n  end ux\nthrow t undo -> d\nuser d -> e\nend e"
        ),
        steps=({"complete": "uu"},),
        expected=waits("s a b ui uu ux ub ua t", "d"),
    ),
    Case(
        name="compensation_of_what_was_not_done",
        construct="compensation of an activity that did not complete",
        how="nothing to undo",
        text=(
            "start s -> g\nxor g -> a{=x = 1} t{default}\ntask a -> t\nboundary ca on=a undo handler=ua\n"
            "task ua @isForCompensation=true\nthrow t undo -> d\nuser d -> e\nend e"
        ),
        start={"x": 2},
        expected=waits("s g t", "d"),
    ),
)
