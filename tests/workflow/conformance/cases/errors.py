"""Errors, escalations and event sub-processes."""
# ruff: noqa: E501

from tests.workflow.conformance.case import Case, fails, ran, refused, waits

_IN_BOX = "start s -> box\nsub box -> d\n  start i -> a\n  task a -> x\n  end x {thrown}\n{border}\nuser d -> e\nend e\nuser c -> f\nend f"
_CALLED = "\nprocess inner\nstart cs -> cx\nend cx {thrown}"
_AROUND = (
    "process main\nstart s -> k\ncall k calls=inner -> d\n{border}\nuser d -> e\nend e\nuser c -> f\nend f" + _CALLED
)
_WITHIN = (
    "start s -> box\nsub box -> d\n  start i -> t\n  {throw}\n  user n -> x\n  end x\n"
    "  esp h\n    start hs {start} -> ha\n    task ha -> hx\n    end hx\nuser d -> e\nend e"
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
        expected=waits("s i a x box b", "d", "c"),
    ),
    Case(
        name="escalation_intermediate",
        construct="intermediate escalation event",
        how="caught outside, the thrower goes on",
        text=(
            "start s -> box\nsub box -> d\n  start i -> t\n  throw t escalation=X -> n\n  user n -> x\n  end x\n"
            "boundary b on=box non escalation=X -> c\nuser d -> e\nend e\nuser c -> f\nend f"
        ),
        expected=waits("s i t b", "n", "c"),
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
        name="timer_event_sub_process_non_interrupting",
        construct="non-interrupting timer start of an event sub-process",
        how="runs once beside the scope",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  user a -> x\n  end x\n"
            "  esp h\n    start hs non duration=PT1H -> hx\n    end hx\nuser d -> e\nend e"
        ),
        steps=({"advance": "PT2H"}, {"complete": "a"}),
        expected=waits("s i hs hx h a x box", "d", timers=[]),
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
)
