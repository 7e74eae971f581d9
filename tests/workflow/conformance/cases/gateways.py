"""Gateways, alone and mixed."""
# ruff: noqa: E501

from tests.workflow.conformance.case import Case, fails, ran, refused, waits

_XOR = "start s -> g\nxor g -> a{=x < 10} b{=x < 20}\nuser a -> j\nuser b -> j\nxor j -> c\nuser c -> e\nend e"
_XOR_DEFAULT = (
    "start s -> g\nxor g -> a{=x = 1} b{=x = 2} d{default}\nuser a -> j\nuser b -> j\nuser d -> j\nxor j -> e\nend e"
)
_OR = (
    "start s -> g\nor g -> a{=x = 1 or x = 3} b{=x = 2 or x = 3} d{default}\nuser a -> j\nuser b -> j\nuser d -> j\n"
    "or j -> c\nuser c -> e\nend e"
)
_AND = "start s -> g\nand g -> a b\nuser a -> j\nuser b -> j\nand j -> c\nuser c -> e\nend e"
_LOOP = "start s -> m\nxor m -> g\n{g} g -> a b\nuser a -> j\nuser b -> j\n{g} j -> c\nuser c -> d\nxor d -> m{{=again}} e{{default}}\nend e"
_OR_LOOP = (
    "start s -> m\nxor m -> g\nor g -> a{=n > 0} b{=n > 1} k{default}\nuser a -> j\nuser b -> j\ntask k -> j\n"
    "or j -> c\nuser c -> d\nxor d -> m{=again} e{default}\nend e"
)
_AGAIN = {"complete": "c", "variables": {"again": True}}
_ENOUGH = {"complete": "c", "variables": {"again": False}}

CASES = (
    Case(
        name="exclusive_first",
        construct="exclusive gateway, both conditions true",
        how="the first true flow in the order of the text",
        text=_XOR,
        start={"x": 5},
        expected=waits("s g", "a"),
    ),
    Case(
        name="exclusive_second",
        construct="exclusive gateway, second condition true",
        how="that flow",
        text=_XOR,
        start={"x": 15},
        steps=({"complete": "b"},),
        expected=waits("s g b j", "c"),
    ),
    Case(
        name="exclusive_none",
        construct="exclusive gateway, no condition true, no default",
        how="an incident at the gateway",
        text=_XOR,
        start={"x": 50},
        expected=fails("s", "g"),
    ),
    Case(
        name="exclusive_null",
        construct="exclusive gateway, a condition that is null",
        how="null counts as not true",
        text=_XOR_DEFAULT,
        start={"x": None},
        expected=waits("s g", "d"),
    ),
    Case(
        name="exclusive_default",
        construct="exclusive gateway with default",
        how="the default when no condition is true",
        text=_XOR_DEFAULT,
        start={"x": 9},
        steps=({"complete": "d"},),
        expected=ran("s g d j e"),
    ),
    Case(
        name="exclusive_mixed",
        construct="exclusive gateway that merges and splits",
        how="each token is passed on by the conditions",
        text=(
            "start s -> g\nxor g -> a{=x = 1} b{default}\ntask a -> m\ntask b -> m\n"
            "xor m -> c{=x = 1} d{default}\ntask c -> z\ntask d -> z\nxor z -> w\nuser w -> e\nend e"
        ),
        start={"x": 2},
        expected=waits("s g b m d z", "w"),
    ),
    Case(
        name="parallel_waits",
        construct="parallel split and join, one branch done",
        how="the join waits for the other",
        text=_AND,
        steps=({"complete": "b"},),
        expected=waits("s g b", "a"),
    ),
    Case(
        name="parallel_joined",
        construct="parallel split and join",
        how="goes on once, with the values of both branches",
        text=_AND,
        steps=({"complete": "b", "variables": {"x": 1}}, {"complete": "a", "variables": {"y": 2}}),
        expected=waits("s g b a j", "c", variables={"x": 1, "y": 2}),
    ),
    Case(
        name="parallel_join_in_rework_loop",
        construct="parallel join in a rework loop, second round",
        how="waits for both branches in every round",
        text=_LOOP.format(g="and"),
        steps=({"complete": "a"}, {"complete": "b"}, _AGAIN, {"complete": "b"}),
        expected=waits("s m g a b j c d m g b", "a"),
    ),
    Case(
        name="parallel_join_in_rework_loop_third_round",
        construct="parallel join in a rework loop, third round",
        how="goes on when both are done again",
        text=_LOOP.format(g="and"),
        steps=(
            {"complete": "a"},
            {"complete": "b"},
            _AGAIN,
            {"complete": "b"},
            {"complete": "a"},
            _AGAIN,
            {"complete": "a"},
            {"complete": "b"},
            _ENOUGH,
        ),
        expected=ran("s m g a b j c d m g b a j c d m g a b j c d e"),
    ),
    Case(
        name="parallel_ignores_conditions",
        construct="parallel gateway without conditions, three branches",
        how="all branches",
        text="start s -> g\nand g -> a b c\ntask a -> j\ntask b -> j\ntask c -> j\nand j -> w\nuser w -> e\nend e",
        expected=waits("s g a b c j", "w"),
    ),
    Case(
        name="inclusive_one",
        construct="inclusive split with one branch",
        how="the join does not wait for a branch that was not taken",
        text=_OR,
        start={"x": 1},
        steps=({"complete": "a"},),
        expected=waits("s g a j", "c"),
    ),
    Case(
        name="inclusive_two_waits",
        construct="inclusive split with two branches, one done",
        how="the join waits for the other",
        text=_OR,
        start={"x": 3},
        steps=({"complete": "a"},),
        expected=waits("s g a", "b"),
    ),
    Case(
        name="inclusive_two",
        construct="inclusive split with two branches",
        how="the join goes on once",
        text=_OR,
        start={"x": 3},
        steps=({"complete": "b"}, {"complete": "a"}),
        expected=waits("s g b a j", "c"),
    ),
    Case(
        name="inclusive_default",
        construct="inclusive gateway with default",
        how="the default when nothing else is taken",
        text=_OR,
        start={"x": 9},
        expected=waits("s g", "d"),
    ),
    Case(
        name="inclusive_none",
        construct="inclusive gateway, no condition true, no default",
        how="an incident at the gateway",
        text="start s -> g\nor g -> a{=x = 1} b{=x = 2}\nuser a -> j\nuser b -> j\nor j -> e\nend e",
        start={"x": 9},
        expected=fails("s", "g"),
    ),
    Case(
        name="inclusive_join_in_rework_loop",
        construct="inclusive join in a rework loop, second round",
        how="waits in every round for the branches taken in it",
        text=_OR_LOOP,
        start={"n": 2},
        steps=({"complete": "a"}, {"complete": "b"}, _AGAIN, {"complete": "b"}),
        expected=waits("s m g a b j c d m g b", "a"),
    ),
    Case(
        name="inclusive_join_in_rework_loop_fewer_branches",
        construct="inclusive join in a rework loop, fewer branches in the second round",
        how="waits only for those",
        text=_OR_LOOP,
        start={"n": 2},
        steps=(
            {"complete": "a"},
            {"complete": "b"},
            {"complete": "c", "variables": {"again": True, "n": 1}},
            {"complete": "a"},
        ),
        expected=waits("s m g a b j c d m g a j", "c"),
    ),
    Case(
        name="inclusive_join_inside_parallel_block_in_loop",
        construct="inclusive join inside a parallel block inside a rework loop",
        how="is not held up by the token that waits at the parallel join",
        text=(
            "start s -> m\nxor m -> p\nand p -> a o\nuser a -> j\nor o -> b{=n > 0} c{=n > 1}\nuser b -> q\n"
            "user c -> q\nor q -> j\nand j -> d\nuser d -> x\nxor x -> m{=again} e{default}\nend e"
        ),
        start={"n": 1, "again": False},
        steps=({"complete": "a"}, {"complete": "b"}),
        expected=waits("s m p o a b q j", "d"),
    ),
    Case(
        name="inclusive_join_waits_for_branch_that_may_turn_away",
        construct="inclusive join, a branch that may still come or go elsewhere",
        how="waits until it is decided",
        text=(
            "start s -> g\nand g -> a b\nuser a -> j\nuser b -> x\nxor x -> j{=come} f{default}\n"
            "or j -> c\nuser c -> e\nend e\nend f"
        ),
        steps=({"complete": "a"}, {"complete": "b", "variables": {"come": False}}),
        expected=waits("s g a b x f j", "c"),
    ),
    Case(
        name="parallel_split_inclusive_join",
        construct="parallel split, inclusive join",
        how="the join waits for both and goes on once",
        text="start s -> g\nand g -> a b\nuser a -> j\nuser b -> j\nor j -> c\nuser c -> e\nend e",
        steps=({"complete": "a"}, {"complete": "b"}),
        expected=waits("s g a b j", "c"),
    ),
    Case(
        name="exclusive_split_inclusive_join",
        construct="exclusive split, inclusive join",
        how="the join passes the only token on",
        text="start s -> g\nxor g -> a{=x = 1} b{default}\nuser a -> j\nuser b -> j\nor j -> c\nuser c -> e\nend e",
        start={"x": 1},
        steps=({"complete": "a"},),
        expected=waits("s g a j", "c"),
    ),
    Case(
        name="parallel_split_exclusive_join",
        construct="parallel split, exclusive join",
        how="refused by soundness: what follows would run twice",
        text="start s -> g\nand g -> a b\nuser a -> j\nuser b -> j\nxor j -> c\nuser c -> e\nend e",
        expected=refused("j", "lack-of-synchronisation"),
    ),
    Case(
        name="inclusive_split_exclusive_join",
        construct="inclusive split, exclusive join",
        how="refused by soundness: what follows could run twice",
        text="start s -> g\nor g -> a{=x = 1} b{default}\nuser a -> j\nuser b -> j\nxor j -> c\nuser c -> e\nend e",
        start={"x": 1},
        expected=refused("j", "lack-of-synchronisation"),
    ),
    Case(
        name="exclusive_split_parallel_join",
        construct="exclusive split, parallel join",
        how="refused by soundness: the join waits for ever",
        text="start s -> g\nxor g -> a{=x = 1} b{default}\nuser a -> j\nuser b -> j\nand j -> e\nend e",
        start={"x": 1},
        expected=refused("j", "deadlock"),
    ),
    Case(
        name="complex_gateway",
        construct="complex gateway",
        how="refused: at its activation and again at its reset it would send tokens on, which hardly anybody means",
        text="start s -> g\ncomplex g -> a b\nuser a -> e\nuser b -> e\nend e",
        expected=refused("g", "unsupported-element"),
    ),
    Case(
        name="event_gateway_timer",
        construct="event-based gateway, the timer is first",
        how="its branch runs, the message is no longer awaited",
        text=(
            "start s -> g\nevent g -> t m\ncatch t duration=PT1H -> a\ncatch m message=Go -> b\n"
            "user a -> e\nuser b -> e\nend e"
        ),
        steps=({"advance": "PT1H"}, {"message": "Go"}),
        expected=waits("s g t", "a"),
    ),
    Case(
        name="event_gateway_message",
        construct="event-based gateway, the message is first",
        how="its branch runs, the timer is gone",
        text=(
            "start s -> g\nevent g -> t m\ncatch t duration=PT1H -> a\nreceive m message=Go -> b\n"
            "user a -> e\nuser b -> e\nend e"
        ),
        steps=({"message": "Go", "variables": {"v": 1}}, {"advance": "PT2H"}),
        expected=waits("s g m", "b", timers=[], variables={"v": 1}),
    ),
    Case(
        name="event_gateway_signals",
        construct="event-based gateway, signal thrown by a parallel branch",
        how="the catcher is there before the signal is thrown",
        text=(
            "start s -> p\nand p -> g t\nevent g -> x y\ncatch x signal=One -> a\ncatch y signal=Two -> b\n"
            "throw t signal=Two -> f\nuser a -> e\nuser b -> e\nend e\nend f"
        ),
        expected=waits("s p t g y f", "b"),
    ),
    Case(
        name="event_gateway_before_task",
        construct="event-based gateway that leads to a task",
        how="refused: nothing happens there",
        text="start s -> g\nevent g -> t a\ncatch t duration=PT1H -> e\nuser a -> e\nend e",
        expected=refused("a", "event-gateway-target"),
    ),
    Case(
        name="gateway_cycle_without_person",
        construct="a cycle of gateways without a person or a time",
        how="refused: it would never come to rest",
        text="start s -> m\nxor m -> a\ntask a -> d\nxor d -> m{=x = 1} e{default}\nend e",
        start={"x": 1},
        expected=refused("m", "cycle-without-wait"),
    ),
)
