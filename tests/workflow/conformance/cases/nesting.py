"""Constructs in one another: where engines differ from the drawing most often."""

from tests.workflow.conformance.case import Case, ran, waits

_UNDONE = "boundary ca on=a undo handler=ua\n{0}task ua @isForCompensation=true\n"

CASES = (
    Case(
        name="nested_call_in_multi_instance",
        construct="call activity with several instances, answers collected",
        how="each call answers for its own instance; nothing of it leaks out",
        text=(
            'process main\nstart s -> c\ncall c calls=low each="x in xs" collect="rs = r" -> z\n'
            "user z -> e\nend e\n"
            'process low\nstart i -> k\nscript k script="r = x * 10" -> o\nend o'
        ),
        start={"xs": [1, 2, 3]},
        expected=waits(
            "s i i i k k k o c o c o c", "z", variables={"xs": [1, 2, 3], "rs": [10, 20, 30]}, missing=["r"]
        ),
    ),
    Case(
        name="nested_terminate",
        construct="terminate end event two sub-processes deep",
        how="ends only the sub-process it stands in",
        text=(
            "start s -> o\nsub o -> z\n  start i -> p\n  and p -> n w\n  sub n -> k\n    start j -> q\n"
            "    and q -> t v\n    end t terminate\n    user v -> y\n    end y\n  end k\n  user w -> l\n  end l\n"
            "user z -> e\nend e"
        ),
        expected=waits("s i p j q t n k", "w"),
    ),
    Case(
        name="nested_terminate_in_called_process",
        construct="terminate end event of a called process",
        how="ends the called process only",
        text=(
            "process main\nstart s -> c\ncall c calls=low -> z\nuser z -> e\nend e\n"
            "process low\nstart i -> p\nand p -> t u\nend t terminate\nuser u -> o\nend o"
        ),
        expected=waits("s i p t c", "z"),
    ),
    Case(
        name="nested_error_in_one_instance",
        construct="error in one instance of a parallel multi-instance sub-process",
        how="takes all instances away and leaves by the boundary event",
        text=(
            'start s -> m\nsub m each="x in xs" -> z\n  start i -> u\n  user u -> g\n'
            "  xor g -> er{=bad} ok{default}\n"
            "  end er error=E1\n  end ok\nboundary b on=m error=E1 -> h\nuser h -> f\nend f\nuser z -> e\nend e"
        ),
        start={"xs": [1, 2, 3], "bad": False},
        steps=({"complete": "u", "instance": 2, "variables": {"bad": True}},),
        expected=waits("s i i i u g er b", "h"),
    ),
    Case(
        name="nested_error_through_two_calls",
        construct="error of a process called by a called process",
        how="passes both calls and is caught at the border of the outer one",
        text=(
            "process main\nstart s -> c\ncall c calls=mid -> e\nboundary b on=c error=E1 -> h\nuser h -> f\n"
            "end e\nend f\n"
            "process mid\nstart i -> k\ncall k calls=low -> o\nend o\nprocess low\nstart j -> er\nend er error=E1"
        ),
        expected=waits("s i j er b", "h"),
    ),
    Case(
        name="nested_error_thrown_again",
        construct="event sub-process that throws the error again",
        how="the catcher outside gets it, not the event sub-process itself",
        text=(
            "start s -> o\nsub o -> z\n  start i -> er\n  end er error=E1\n  esp h\n    start hs error=E1 -> again\n"
            "    end again error=E1\nboundary b on=o error=E1 -> x\nuser x -> f\nend f\nuser z -> e\nend e"
        ),
        expected=waits("s i er hs again b", "x"),
    ),
    Case(
        name="nested_error_event_sub_process_first",
        construct="error with an event sub-process inside and a boundary event outside",
        how="the event sub-process is nearer and handles it; the scope goes on normally",
        text=(
            "start s -> o\nsub o -> z\n  start i -> er\n  end er error=E1\n  esp h\n    start hs error=E1 -> k\n"
            "    task k -> ke\n    end ke\nboundary b on=o error=E1 -> x\nuser x -> f\nend f\nuser z -> e\nend e"
        ),
        expected=waits("s i er hs k ke h o", "z"),
    ),
    Case(
        name="nested_escalation_nearest",
        construct="escalation with catchers on two levels",
        how="the nearest takes it, the thrower goes on",
        text=(
            "start s -> o\nsub o -> z\n  start i -> n\n  sub n -> k\n    start j -> th\n"
            "    throw th escalation=X1 -> je\n"
            "    end je\n  boundary b1 on=n non escalation=X1 -> x\n  user x -> q\n  end q\n  user k -> r\n  end r\n"
            "boundary b2 on=o non escalation=X1 -> y\nuser y -> v\nend v\nuser z -> e\nend e"
        ),
        expected=waits("s i j th b1 je n", "x", "k"),
    ),
    Case(
        name="nested_cancel_of_inner_transaction",
        construct="cancel of a transaction inside a transaction",
        how="only the inner one is undone and left",
        text=(
            "start s -> o\ntransaction o -> z\n  start i -> n\n  transaction n -> k\n    start j -> a\n"
            "    task a -> ce\n    "
            + _UNDONE.format("    ")
            + "    end ce cancel\n  boundary cn on=n cancel -> y\n  user y -> k\n  end k\nuser z -> e\nend e"
        ),
        expected=waits("s i j a ce ua cn", "y"),
    ),
    Case(
        name="nested_cancel_with_open_branch",
        construct="cancel of a transaction while another branch is open",
        how="the branch is taken away, what completed is undone",
        text=(
            "start s -> tx\ntransaction tx -> z\n  start i -> p\n  and p -> a u\n  task a -> k\n  "
            + _UNDONE.format("  ")
            + "  user k -> ce\n  end ce cancel\n  user u -> o\n  end o\n"
            "boundary cc on=tx cancel -> y\nuser y -> f\nend f\nuser z -> e\nend e"
        ),
        steps=({"complete": "k"},),
        expected=waits("s i p a k ce ua cc", "y"),
    ),
    Case(
        name="nested_compensation_in_loop",
        construct="compensation of a task that was done twice in a loop",
        how="undone twice",
        text=(
            "start s -> m\nxor m -> a\nuser a -> g\n"
            + _UNDONE.format("")
            + "xor g -> m{=again} t{default}\nthrow t undo -> e\nend e"
        ),
        steps=(
            {"complete": "a", "variables": {"again": True}},
            {"complete": "a", "variables": {"again": False}},
        ),
        expected=ran("s m a g m a g ua ua t e"),
    ),
    Case(
        name="nested_compensation_once",
        construct="two compensation events one after another",
        how="what is undone is not undone again",
        text="start s -> a\ntask a -> t\n" + _UNDONE.format("") + "throw t undo -> v\nthrow v undo -> e\nend e",
        expected=ran("s a ua t v e"),
    ),
    Case(
        name="nested_compensation_in_error_handler",
        construct="compensation thrown by an event sub-process that handles an error",
        how="undoes what the scope around it completed",
        text=(
            "start s -> o\nsub o -> z\n  start i -> a\n  task a -> er\n  "
            + _UNDONE.format("  ")
            + "  end er error=E1\n  esp h\n    start hs error=E1 -> t\n    throw t undo -> ke\n    end ke\n"
            "user z -> e\nend e"
        ),
        expected=waits("s i a er hs ua t ke h o", "z"),
    ),
    Case(
        name="nested_signal_reaches_everybody",
        construct="signal caught by an event, a boundary event and an event sub-process at once",
        how="all three go on",
        text=(
            "start s -> p\nand p -> c u t\ncatch c signal=News -> x\nend x\nuser u -> y\nend y\n"
            "boundary b on=u non signal=News -> v\nuser v -> w\nend w\nthrow t signal=News -> q\nend q\n"
            "esp h\n  start hs non signal=News -> k\n  user k -> ke\n  end ke"
        ),
        expected=waits("s p t c b q hs x", "u", "v", "k"),
    ),
    Case(
        name="nested_signal_out_of_called_process",
        construct="signal thrown in a called process, caught in the calling one",
        how="goes on",
        text=(
            "process main\nstart s -> p\nand p -> c k\ncall c calls=low -> z\ncatch k signal=News -> y\n"
            "user z -> e\nend e\n"
            "user y -> f\nend f\nprocess low\nstart i -> t\nthrow t signal=News -> o\nend o"
        ),
        expected=waits("s p i t k o c", "y", "z"),
    ),
    Case(
        name="nested_event_sub_process_keeps_scope_open",
        construct="non-interrupting event sub-processes still open when the scope is done",
        how="the process waits for them",
        text=("start s -> u\nuser u -> e\nend e\nesp h\n  start hs non message=More -> k\n  user k -> ke\n  end ke"),
        steps=({"message": "More"}, {"message": "More"}, {"complete": "u"}, {"complete": "k"}),
        expected=waits("s hs hs u e k ke h", "k"),
    ),
    Case(
        name="nested_event_sub_process_in_instances",
        construct="interrupting event sub-process inside each instance of a sub-process",
        how="takes over in each instance; then the whole goes on once",
        text=(
            "start s -> m\nsub m times=2 -> z\n  start i -> u\n  user u -> o\n  end o\n"
            "  esp h\n    start hs signal=Stop -> ke\n    end ke\nuser z -> e\nend e"
        ),
        steps=({"signal": "Stop"},),
        expected=waits("s i i hs hs ke h m ke h m", "z"),
    ),
    Case(
        name="nested_inclusive_joins_in_a_row",
        construct="inclusive join behind an inclusive join",
        how="the second waits for the branch that does not pass the first",
        text=(
            "start s -> g\nor g -> a{=n > 0} b{=n > 1} k{=n > 2}\nuser a -> j\nuser b -> j\nor j -> q\nuser k -> q\n"
            "or q -> z\nuser z -> e\nend e"
        ),
        start={"n": 3},
        steps=({"complete": "b"}, {"complete": "a"}, {"complete": "k"}),
        expected=waits("s g b a j k q", "z"),
    ),
    Case(
        name="nested_inclusive_mixed",
        construct="inclusive gateway that joins and splits",
        how="waits for the taken branches, then takes every true flow",
        text=(
            "start s -> g\nor g -> a{=n > 0} b{=n > 1}\nuser a -> m\nuser b -> m\nor m -> d{=n > 0} f{=n > 1}\n"
            "user d -> k\nuser f -> k\nor k -> e\nend e"
        ),
        start={"n": 2},
        steps=({"complete": "a"}, {"complete": "b"}),
        expected=waits("s g a b m", "d", "f"),
    ),
    Case(
        name="nested_inclusive_join_with_boundary",
        construct="inclusive join, a branch that goes on by a boundary event",
        how="waits for it on its new way",
        text=(
            "start s -> g\nor g -> a{=true} b{=true}\nuser a -> j\nuser b -> j\nboundary t on=b duration=PT1H -> k\n"
            "user k -> j\nor j -> z\nuser z -> e\nend e"
        ),
        steps=({"complete": "a"}, {"advance": "PT1H"}, {"complete": "k"}),
        expected=waits("s g a t k j", "z"),
    ),
    Case(
        name="nested_inclusive_join_with_rework_in_branch",
        construct="inclusive join, a branch that repeats a task before it comes",
        how="waits through the repetition",
        text=(
            "start s -> g\nand g -> a b\nuser a -> j\nuser b -> x\nxor x -> b{=again} j{default}\n"
            "or j -> z\nuser z -> e\nend e"
        ),
        steps=(
            {"complete": "a"},
            {"complete": "b", "variables": {"again": True}},
            {"complete": "b", "variables": {"again": False}},
        ),
        expected=waits("s g a b x b x j", "z"),
    ),
    Case(
        name="nested_timers_at_one_moment",
        construct="two boundary timers due at the same moment",
        how="both fire, in the order of the text",
        text=(
            "start s -> u\nuser u -> e\nboundary b on=u non duration=PT1H -> x\nboundary c on=u duration=PT1H -> y\n"
            "user x -> f\nuser y -> g\nend e\nend f\nend g"
        ),
        steps=({"advance": "PT1H"},),
        expected=waits("s b c", "x", "y", timers=[]),
    ),
    Case(
        name="nested_event_gateway_in_loop",
        construct="event-based gateway in a loop",
        how="waits anew in each round, with a new timer",
        text=("start s -> m\nxor m -> g\nevent g -> t k\ncatch t duration=PT1H -> m\ncatch k message=Go -> e\nend e"),
        steps=({"advance": "PT3H"}, {"message": "Go"}),
        expected=ran("s m g t m g t m g t m g k e"),
    ),
    Case(
        name="nested_timer_on_sequential_instances",
        construct="interrupting boundary timer on a sequential multi-instance sub-process",
        how="the running instance goes, no further one begins",
        text=(
            "start s -> m\nsub m times=3 sequential -> z\n  start i -> u\n  user u -> o\n  end o\n"
            "boundary b on=m duration=PT1H -> x\nuser x -> f\nend f\nuser z -> e\nend e"
        ),
        steps=({"complete": "u"}, {"advance": "PT1H"}),
        expected=waits("s i u o m i b", "x"),
    ),
    Case(
        name="nested_condition_written_by_a_branch",
        construct="interrupting conditional boundary event, a parallel branch writes the value",
        how="takes the task away",
        text=(
            'start s -> p\nand p -> u v\nuser u -> x\nend x\nboundary b on=u when="=stop" -> k\nuser k -> y\nend y\n'
            "user v -> e\nend e"
        ),
        start={"stop": False},
        steps=({"complete": "v", "variables": {"stop": True}},),
        expected=waits("s p v e b", "k"),
    ),
)
