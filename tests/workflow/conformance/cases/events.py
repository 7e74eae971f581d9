"""Messages, signals, links, conditions, terminate, several definitions."""
# ruff: noqa: E501

from tests.workflow.conformance.case import Case, fails, ran, refused, waits

_PARTIES = "start s -> p\nand p -> w t\n{wait}\n{throw}\nuser a -> e\nend e\nend f"

CASES = (
    Case(
        name="message_catch",
        construct="intermediate message event with a correlation key",
        how="waits for the message with that key",
        text="start s -> m\ncatch m message=Paid key==id -> e\nend e",
        start={"id": "A-1"},
        steps=({"message": "Paid", "correlation_key": "B-2"},),
        expected=waits("s"),
    ),
    Case(
        name="message_catch_correlated",
        construct="intermediate message event, the right key",
        how="goes on with the values of the message",
        text="start s -> m\ncatch m message=Paid key==id -> e\nend e",
        start={"id": "A-1"},
        steps=({"message": "Paid", "correlation_key": "A-1", "variables": {"sum": 5}},),
        expected=ran("s m e", variables={"sum": 5}),
    ),
    Case(
        name="message_boundary",
        construct="interrupting boundary message",
        how="the task is taken away",
        text="start s -> a\nuser a -> e\nboundary b on=a message=Stop -> c\nuser c -> f\nend e\nend f",
        steps=({"message": "Stop"},),
        expected=waits("s b", "c"),
    ),
    Case(
        name="message_boundary_non_interrupting",
        construct="non-interrupting boundary message, twice",
        how="fires each time",
        text="start s -> a\nuser a -> e\nboundary b on=a non message=Note -> f\nend e\nend f",
        steps=({"message": "Note"}, {"message": "Note"}),
        expected=waits("s b f b f", "a"),
    ),
    Case(
        name="message_thrown_inside",
        construct="message thrown and caught in one case",
        how="the catcher goes on",
        text=_PARTIES.format(wait="catch w message=Go -> a", throw="throw t message=Go -> f"),
        expected=waits("s p t w f", "a"),
    ),
    Case(
        name="message_without_name",
        construct="message event without a message",
        how="refused",
        text="start s -> m\ncatch m -> e\nend e",
        expected=refused("m", "event-without-definition"),
    ),
    Case(
        name="signal_throw_and_catch",
        construct="signal thrown and caught in one case",
        how="the catcher goes on",
        text=_PARTIES.format(wait="catch w signal=Go -> a", throw="throw t signal=Go -> f"),
        expected=waits("s p t w f", "a"),
    ),
    Case(
        name="signal_end_event",
        construct="signal end event",
        how="thrown to everybody who waits",
        text=_PARTIES.format(wait="catch w signal=Go -> a", throw="end t signal=Go").replace("\nend f", ""),
        expected=waits("s p t w", "a"),
    ),
    Case(
        name="message_end_event",
        construct="message end event",
        how="thrown, then the token is used up",
        text=_PARTIES.format(wait="catch w message=Go -> a", throw="end t message=Go").replace("\nend f", ""),
        expected=waits("s p t w", "a"),
    ),
    Case(
        name="signal_from_outside",
        construct="signal from outside",
        how="everybody who waits goes on",
        text="start s -> g\nand g -> x y\ncatch x signal=Go -> e\ncatch y signal=Go -> f\nend e\nend f",
        steps=({"signal": "Go"},),
        expected=ran("s g x y e f"),
    ),
    Case(
        name="signal_boundary_interrupting",
        construct="interrupting boundary signal, thrown inside the sub-process",
        how="the sub-process is taken away",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  task a -> t\n  throw t signal=Out -> n\n  user n -> x\n"
            "  end x\nboundary b on=box signal=Out -> c\nuser c -> f\nend f\nuser d -> e\nend e"
        ),
        expected=waits("s i a t b", "c"),
    ),
    Case(
        name="signal_boundary_non_interrupting",
        construct="non-interrupting boundary signal, thrown inside the sub-process",
        how="both go on",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  task a -> t\n  throw t signal=Out -> n\n  user n -> x\n"
            "  end x\nboundary b on=box non signal=Out -> c\nuser c -> f\nend f\nuser d -> e\nend e"
        ),
        steps=({"complete": "n"},),
        expected=waits("s i a t b n x box", "c", "d"),
    ),
    Case(
        name="signal_end_event_in_sub_process",
        construct="signal end event in a sub-process, caught at its border",
        how="the border event goes on",
        text=(
            "start s -> box\nsub box -> d\n  start i -> x\n  end x signal=Out\n"
            "boundary b on=box signal=Out -> c\nuser c -> f\nend f\nuser d -> e\nend e"
        ),
        expected=waits("s i x b", "c"),
    ),
    Case(
        name="link",
        construct="link events",
        how="goes on at the catching link of the same name",
        text="start s -> l\nthrow l link=Page\ncatch m link=Page -> a\nuser a -> e\nend e",
        expected=waits("s l m", "a"),
    ),
    Case(
        name="link_without_pair",
        construct="link event without its other end",
        how="refused",
        text="start s -> l\nthrow l link=Page\ncatch m link=Other -> e\nend e",
        expected=refused("l", "link-without-pair"),
    ),
    Case(
        name="terminate",
        construct="terminate end event",
        how="ends everything in the process",
        text="start s -> g\nand g -> a b\nuser a -> e\nuser b -> z\nend e\nend z terminate",
        steps=({"complete": "b"},),
        expected=ran("s g b z"),
    ),
    Case(
        name="terminate_in_sub_process",
        construct="terminate end event in a sub-process",
        how="ends the sub-process only, which then goes on normally",
        text=(
            "start s -> box\nsub box -> d\n  start i -> g\n  and g -> a b\n  user a -> x\n  user b -> z\n  end x\n"
            "  end z terminate\nuser d -> e\nend e"
        ),
        steps=({"complete": "b"},),
        expected=waits("s i g b z box", "d"),
    ),
    Case(
        name="conditional_catch_true",
        construct="intermediate conditional event, condition true",
        how="goes on at once",
        text="start s -> w\ncatch w 'when==x > 5' -> a\nuser a -> e\nend e",
        start={"x": 6},
        expected=waits("s w", "a"),
    ),
    Case(
        name="conditional_catch_becomes_true",
        construct="intermediate conditional event, condition becomes true",
        how="goes on when a branch writes the value",
        text="start s -> g\nand g -> w b\ncatch w 'when==x > 5' -> a\nuser a -> e\nuser b -> f\nend e\nend f",
        start={"x": 1},
        steps=({"complete": "b", "variables": {"x": 7}},),
        expected=waits("s g b f w", "a"),
    ),
    Case(
        name="conditional_boundary_interrupting",
        construct="interrupting conditional boundary event",
        how="the sub-process is taken away before it does anything",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  task a -> x\n  end x\n"
            "boundary b on=box 'when==x = 1' -> c\nuser c -> f\nend f\nuser d -> e\nend e"
        ),
        start={"x": 1},
        expected=waits("s b", "c"),
    ),
    Case(
        name="conditional_boundary_non_interrupting",
        construct="non-interrupting conditional boundary event",
        how="both go on; it fires when the condition becomes true",
        text=(
            "start s -> box\nsub box -> d\n  start i -> a\n  user a -> n\n  user n -> x\n  end x\n"
            "boundary b on=box non 'when==x = 1' -> c\nuser c -> f\nend f\nuser d -> e\nend e"
        ),
        steps=({"complete": "a", "variables": {"x": 1}},),
        expected=waits("s i a b", "n", "c"),
    ),
    Case(
        name="several_definitions_first",
        construct="catch event with two signals, the first comes",
        how="one is enough",
        text="start s -> w\ncatch w signal=One signal=Two -> a\nuser a -> e\nend e",
        steps=({"signal": "One"},),
        expected=waits("s w", "a"),
    ),
    Case(
        name="several_definitions_last",
        construct="catch event with two signals, the second comes",
        how="one is enough",
        text="start s -> w\ncatch w signal=One signal=Two -> a\nuser a -> e\nend e",
        steps=({"signal": "Two"},),
        expected=waits("s w", "a"),
    ),
    Case(
        name="several_definitions_missing",
        construct="catch event with two signals, neither comes",
        how="waits",
        text="start s -> w\ncatch w signal=One signal=Two -> a\nuser a -> e\nend e",
        steps=({"signal": "Three"},),
        expected=waits("s"),
    ),
    Case(
        name="parallel_multiple_missing",
        construct="parallel multiple catch event, one of two signals",
        how="waits for the other",
        text="start s -> w\ncatch w @parallelMultiple=true signal=One signal=Two -> a\nuser a -> e\nend e",
        steps=({"signal": "Two"},),
        expected=waits("s"),
    ),
    Case(
        name="parallel_multiple",
        construct="parallel multiple catch event, both signals",
        how="goes on",
        text="start s -> w\ncatch w @parallelMultiple=true signal=One signal=Two -> a\nuser a -> e\nend e",
        steps=({"signal": "Two"}, {"signal": "One"}),
        expected=waits("s w", "a"),
    ),
    Case(
        name="multiple_throw",
        construct="throw event with two signals",
        how="both are thrown",
        text=(
            "start s -> p\nand p -> x t y\ncatch x signal=One -> a\nthrow t signal=One signal=Two -> f\n"
            "catch y signal=Two -> b\nuser a -> e\nuser b -> g\nend e\nend f\nend g"
        ),
        expected=waits("s p t x y f", "a", "b"),
    ),
    Case(
        name="event_definition_by_reference",
        construct="eventDefinitionRef",
        how="the definition it names",
        text="start s -> t\ncatch t ref=Soon -> e\nend e",
        roots='  <bpmn:timerEventDefinition id="Soon"><bpmn:timeDuration>PT5M</bpmn:timeDuration></bpmn:timerEventDefinition>',
        expected=waits("s", timers=[{"element": "t", "due_at": "2027-01-31T09:05:00Z"}]),
    ),
    Case(
        name="event_definition_by_reference_at_border",
        construct="eventDefinitionRef on a boundary event",
        how="the definition it names",
        text="start s -> a\nuser a -> e\nboundary b on=a non ref=Call -> f\nend e\nend f",
        roots='  <bpmn:signal id="Sig" name="Call"/>\n  <bpmn:signalEventDefinition id="Call" signalRef="Sig"/>',
        steps=({"signal": "Call"},),
        expected=waits("s b f", "a"),
    ),
    Case(
        name="event_definition_by_reference_error",
        construct="eventDefinitionRef on an error end event and on the start of an event sub-process",
        how="the error they both name",
        text="start s -> x\nend x ref=Broken\nesp h\n  start hs ref=Broken -> ha\n  user ha -> hx\n  end hx",
        roots='  <bpmn:error id="Err" name="Broken" errorCode="E1"/>\n  <bpmn:errorEventDefinition id="Broken" errorRef="Err"/>',
        expected=waits("s x hs", "ha"),
    ),
    Case(
        name="step_for_closed_task",
        construct="a step for a task that is not open",
        how="the try-out fails and says so",
        text="start s -> a\nuser a -> b\nuser b -> e\nend e",
        steps=({"complete": "b"},),
        expected=fails("s", "", open=[{"element": "a"}]),
    ),
)
