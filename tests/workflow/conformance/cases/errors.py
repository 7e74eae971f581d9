"""Errors, escalations, event sub-processes, transactions and compensation."""

from tests.workflow.conformance.case import Case, fails, ran, refused, waits

_IN_BOX = "start s -> box\nsub box -> d\n  start i -> a\n  task a -> x\n  end x {thrown}\n{border}\nuser d -> e\nend e\nuser c -> f\nend f"
_CALLED = "\nprocess inner\nstart cs -> cx\nend cx {thrown}"
_AROUND = "process main\nstart s -> k\ncall k calls=inner -> d\n{border}\nuser d -> e\nend e\nuser c -> f\nend f" + _CALLED
_WITHIN = (
    "start s -> box\nsub box -> d\n  start i -> t\n  {throw}\n  user n -> x\n  end x\n"
    "  esp h\n    start hs {start} -> ha\n    task ha -> hx\n    end hx\nuser d -> e\nend e"
)
_UNDO = (
    "start s -> a\ntask a -> b\nboundary ca on=a undo handler=ua\ntask ua @isForCompensation=true\n"
    "task b -> t\nboundary cb on=b undo handler=ub\ntask ub @isForCompensation=true\n"
)

CASES = (
    Case(
        name="error_boundary",
        construct="error end event in a sub-process, boundary event with the code",
        how="caught; the normal branch is not taken",
        text=_IN_BOX.format(thrown="error=E1", border="boundary b on=box error=E1 -> c"),
        expected=waits("s i a x b", "c"),
    ),
    Case(
        name="error_boundary_of_every_code",
        construct="boundary error event without a code",
        how="catches every error",
        text=_IN_BOX.format(thrown="error=E1", border="boundary b on=box error -> c"),
        expected=waits("s i a x b", "c"),
    ),
    Case(
        name="error_boundary_named_first",
        construct="two boundary error events, one without a code",
        how="the one that names the code",
        text=_IN_BOX.format(thrown="error=E1", border="boundary z on=box error -> d\nboundary b on=box error=E1 -> c"),
        expected=waits("s i a x b", "c"),
    ),
    Case(
        name="error_of_another_code",
        construct="error with a code that nobody catches",
        how="an incident, never the normal branch",
        text=_IN_BOX.format(thrown="error=E2", border="boundary b on=box error=E1 -> c"),
        expected=fails("s i a x", "x"),
    ),
    Case(
        name="error_end_event_top_level",
        construct="error end event of the process",
        how="an incident",
        text="start s -> a\ntask a -> x\nend x error=E1",
        expected=fails("s a x", "x"),
    ),
    Case(
        name="error_outer_boundary",
        construct="error caught two sub-processes out",
        how="the nearest catcher with the code",
        text=(
            "start s -> o\nsub o -> d\n  start j -> box\n  sub box -> n\n    start i -> x\n    end x error=E1\n"
            "  boundary q on=box error=E2 -> n\n  user n -> y\n  end y\nboundary b on=o error=E1 -> c\n"
            "user d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s j i x b", "c"),
    ),
    Case(
        name="error_through_call_activity",
        construct="error end event of a called process",
        how="caught at the border of the call activity",
        text=_AROUND.format(thrown="error=E1", border="boundary b on=k error=E1 -> c"),
        expected=waits("s cs cx b", "c"),
    ),
    Case(
        name="error_takes_parallel_branches_away",
        construct="error while another branch of the sub-process is open",
        how="the whole sub-process is taken away",
        text=(
            "start s -> box\nsub box -> d\n  start i -> g\n  and g -> a n\n  user a -> y\n  end y\n  user n -> x\n"
            "  end x error=E1\nboundary b on=box error=E1 -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        steps=({"complete": "n"},),
        expected=waits("s i g n x b", "c"),
    ),
    Case(
        name="error_of_a_job",
        construct="error thrown by a service task",
        how="caught at its border",
        text="start s -> a\nservice a job=pay -> d\nboundary b on=a error=LOW -> c\nuser d -> e\nend e\nuser c -> f\nend f",
        steps=({"fail": "a", "error_code": "LOW"},),
        expected=waits("s b", "c"),
    ),
    Case(
        name="error_event_sub_process",
        construct="error start event of an event sub-process",
        how="interrupts the scope, then the scope goes on normally",
        text=_WITHIN.format(throw="end t error=E1", start="error=E1").replace("  user n -> x\n  end x\n", ""),
        expected=waits("s i t hs ha hx h box", "d"),
    ),
    Case(
        name="error_event_sub_process_of_process",
        construct="error start event of an event sub-process of the process",
        how="handles the error, then the process ends",
        text="start s -> x\nend x error=E1\nesp h\n  start hs error=E1 -> ha\n  user ha -> hx\n  end hx",
        steps=({"complete": "ha"},),
        expected=ran("s x hs ha hx h"),
    ),
    Case(
        name="error_event_sub_process_waits",
        construct="event sub-process with an error start, no error",
        how="does not run by itself",
        text="start s -> a\nuser a -> e\nend e\nesp h\n  start hs error=E1 -> hx\n  end hx",
        steps=({"complete": "a"},),
        expected=ran("s a e"),
    ),
    Case(
        name="escalation_boundary_interrupting",
        construct="escalation, interrupting boundary event",
        how="the sub-process is taken away",
        text=_IN_BOX.format(thrown="escalation=X", border="boundary b on=box escalation=X -> c"),
        expected=waits("s i a x b", "c"),
    ),
    Case(
        name="escalation_boundary_non_interrupting",
        construct="escalation, non-interrupting boundary event",
        how="both go on",
        text=_IN_BOX.format(thrown="escalation=X", border="boundary b on=box non escalation=X -> c"),
        expected=waits("s i a x b box", "c", "d"),
    ),
    Case(
        name="escalation_intermediate",
        construct="intermediate escalation event",
        how="caught outside, the thrower goes on",
        text=(
            "start s -> box\nsub box -> d\n  start i -> t\n  throw t escalation=X -> n\n  user n -> x\n  end x\n"
            "boundary b on=box non escalation=X -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s i t n b".replace("n ", ""), "n", "c"),
    ),
    Case(
        name="escalation_uncaught",
        construct="escalation that nobody catches",
        how="goes on",
        text=_IN_BOX.format(thrown="escalation=X", border="boundary b on=box non escalation=Y -> c"),
        expected=waits("s i a x box", "d"),
    ),
    Case(
        name="escalation_end_event_top_level",
        construct="escalation end event of a called process",
        how="caught at the border of the call activity",
        text=_AROUND.format(thrown="escalation=X", border="boundary b on=k escalation=X -> c"),
        expected=waits("s cs cx b", "c"),
    ),
    Case(
        name="escalation_event_sub_process_interrupting",
        construct="interrupting escalation start of an event sub-process",
        how="what is left of the scope is taken away",
        text=_WITHIN.format(throw="throw t escalation=X -> n", start="escalation=X"),
        expected=waits("s i t hs ha hx h box", "d"),
    ),
    Case(
        name="escalation_event_sub_process_non_interrupting",
        construct="non-interrupting escalation start of an event sub-process",
        how="both go on",
        text=_WITHIN.format(throw="throw t escalation=X -> n", start="non escalation=X"),
        steps=({"complete": "n"},),
        expected=waits("s i t hs ha hx h n x box", "d"),
    ),
    Case(
        name="signal_event_sub_process_interrupting",
        construct="interrupting signal start of an event sub-process",
        how="what is left of the scope is taken away",
        text=_WITHIN.format(throw="throw t signal=X -> n", start="signal=X"),
        expected=waits("s i t hs ha hx h box", "d"),
    ),
    Case(
        name="signal_event_sub_process_non_interrupting",
        construct="non-interrupting signal start of an event sub-process, twice",
        how="runs each time beside the scope",
        text="start s -> a\nuser a -> e\nend e\nesp h\n  start hs non signal=X -> hx\n  end hx",
        steps=({"signal": "X"}, {"signal": "X"}, {"complete": "a"}),
        expected=ran("s hs hx h hs hx h a e"),
    ),
    Case(
        name="message_event_sub_process",
        construct="interrupting message start of an event sub-process of the process",
        how="withdrawal: everything else is taken away",
        text=(
            "start s -> g\nand g -> a b\nuser a -> j\nuser b -> j\nand j -> e\nend e\n"
            "esp h\n  start hs message=Withdraw -> ha\n  user ha -> hx\n  end hx"
        ),
        steps=({"message": "Withdraw", "variables": {"why": "mistake"}},),
        expected=waits("s g hs", "ha", variables={"why": "mistake"}),
    ),
    Case(
        name="timer_event_sub_process_interrupting",
        construct="interrupting timer start of an event sub-process",
        how="takes the scope over at its time",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  user a -> x\n  end x\n"
            "  esp h\n    start hs duration=PT1H -> hx\n    end hx\nuser d -> e\nend e"
        ),
        steps=({"advance": "PT1H"},),
        expected=waits("s i hs hx h box", "d", timers=[]),
    ),
    Case(
        name="timer_event_sub_process_cycle",
        construct="non-interrupting timer start with a cycle of four",
        how="runs four times beside the scope",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  user a -> x\n  end x\n"
            "  esp h\n    start hs non cycle=R4/PT1H -> hx\n    end hx\nuser d -> e\nend e"
        ),
        steps=({"advance": "PT9H"}, {"complete": "a"}),
        expected=waits("s i hs hx h hs hx h hs hx h hs hx h a x box", "d", timers=[]),
    ),
    Case(
        name="conditional_event_sub_process_interrupting",
        construct="interrupting conditional start of an event sub-process",
        how="takes the scope over when the condition becomes true",
        text="start s -> a\nuser a -> b\nuser b -> e\nend e\nesp h\n  start hs 'when==x = 1' -> ha\n  user ha -> hx\n  end hx",
        steps=({"complete": "a", "variables": {"x": 1}},),
        expected=waits("s a hs", "ha"),
    ),
    Case(
        name="conditional_event_sub_process_non_interrupting",
        construct="non-interrupting conditional start of an event sub-process",
        how="runs beside the scope",
        text="start s -> a\nuser a -> b\nuser b -> e\nend e\nesp h\n  start hs non 'when==x = 1' -> ha\n  user ha -> hx\n  end hx",
        steps=({"complete": "a", "variables": {"x": 1}},),
        expected=waits("s a hs", "b", "ha"),
    ),
    Case(
        name="event_sub_process_with_flow",
        construct="event sub-process with a flow into it",
        how="refused",
        text="start s -> h\nesp h -> e\n  start hs message=Go -> hx\n  end hx\nend e",
        expected=refused("h"),
    ),
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
        how="everything completed in the scope is undone, the last first",
        text=_UNDO + "throw t undo -> d\nuser d -> e\nend e",
        expected=waits("s a b t ub ua", "d"),
    ),
    Case(
        name="compensation_of_one_activity",
        construct="compensation event that names an activity",
        how="only that one is undone",
        text=_UNDO + "throw t undo=a -> d\nuser d -> e\nend e",
        expected=waits("s a b t ua", "d"),
    ),
    Case(
        name="compensation_end_event",
        construct="compensation end event",
        how="undone before the process ends",
        text=_UNDO + "end t undo",
        expected=ran("s a b t ub ua"),
    ),
    Case(
        name="compensation_in_sub_process",
        construct="compensation end event in a sub-process",
        how="undoes what the sub-process did",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  task a -> t\n  boundary ca on=a undo handler=ua\n"
            "  task ua @isForCompensation=true\n  end t undo\nuser d -> e\nend e"
        ),
        expected=waits("s i a t ua box", "d"),
    ),
    Case(
        name="compensation_of_sub_process_from_inside",
        construct="compensation of a completed sub-process without a handler of its own",
        how="the handlers inside it run",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  boundary ca on=a undo handler=ua\n"
            "  task ua @isForCompensation=true\n  end x\nthrow t undo=box -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box t ua", "d"),
    ),
    Case(
        name="compensation_boundary_of_sub_process",
        construct="compensation boundary event on a sub-process",
        how="its handler runs",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  end x\n"
            "boundary cb on=box undo handler=ub\ntask ub @isForCompensation=true\nthrow t undo -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box t ub", "d"),
    ),
    Case(
        name="compensation_event_sub_process",
        construct="event sub-process with a compensation start",
        how="runs when its sub-process is undone",
        text=(
            "start s -> box\nsub box -> t\n  start i -> a\n  task a -> x\n  end x\n"
            "  esp h\n    start hs undo -> ha\n    task ha -> hx\n    end hx\nthrow t undo=box -> d\nuser d -> e\nend e"
        ),
        expected=waits("s i a x box t hs ha hx h", "d"),
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
