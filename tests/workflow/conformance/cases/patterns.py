"""Data, token quantities, and the control-flow patterns that no other case holds."""

from tests.workflow.conformance.case import Case, ran, refused, waits

_INCLUSIVE_PARALLEL = (
    "start s -> g\nor g -> a{=x > 0} b{=x > 1}\nuser a -> j\nuser b -> j\nand j -> c\nuser c -> e\nend e"
)
_IMPLICIT = (
    "start s -> a\ntask a -> b{=x > 0} c{=x > 1} d{default}\nuser b -> j\nuser c -> j\nuser d -> j\nor j -> e\nend e"
)

CASES = (
    Case(
        name="data_object",
        construct="data object",
        how="shown on the diagram; the values themselves are variables",
        text=(
            "start s -> a\ndata d name=text\ndataref r @dataObjectRef=d\nscript a script=\"text='String'\" -> b\n"
            "script b script=\"right=text = 'String'\" -> e\nend e"
        ).replace("'", '\\"'),
        expected=ran("s a b e", variables={"text": "String", "right": True}),
    ),
    Case(
        name="property",
        construct="property of a process",
        how="a variable like any other",
        text=(
            "property p name=text\nstart s -> a\nscript a script=\"text='String'\" -> b\n"
            "script b script=\"right=text = 'String'\" -> e\nend e"
        ).replace("'", '\\"'),
        expected=ran("s a b e", variables={"text": "String", "right": True}),
    ),
    Case(
        name="start_quantity_never_met",
        construct="startQuantity that is never met",
        how="the task does not begin",
        text="start s -> a\ntask a -> b\nuser b @startQuantity=2 -> e\nend e",
        expected=waits("s a"),
    ),
    Case(
        name="start_quantity_zero",
        construct="startQuantity of zero",
        how="refused",
        text="start s -> a\nuser a @startQuantity=0 -> e\nend e",
        expected=refused("a", "token-quantity"),
    ),
    Case(
        name="completion_quantity_zero",
        construct="completionQuantity of zero",
        how="refused",
        text="start s -> a\nuser a @completionQuantity=0 -> e\nend e",
        expected=refused("a", "token-quantity"),
    ),
    Case(
        name="start_quantity_with_boundary",
        construct="a task that gathers two branches, with an interrupting boundary timer",
        how="one task for both branches; the timer takes it away",
        text=(
            "start s -> g\nand g -> a b\ntask a -> c\ntask b -> c\nuser c @startQuantity=2 -> e\n"
            "boundary t on=c duration=PT1H -> f\nend e\nend f"
        ),
        steps=({"advance": "PT1H"},),
        expected=ran("s g a b t f"),
    ),
    Case(
        name="parallel_with_conditions",
        construct="conditions on the flows of a parallel gateway",
        how="refused: the gateway would not look at them, whoever drew them means something",
        text="start s -> g\nand g -> a{=x = 1} b{=x = 2}\nuser a -> j\nuser b -> j\nand j -> e\nend e",
        start={"x": 1},
        expected=refused("g_to_a", "ignored-condition"),
    ),
    Case(
        name="inclusive_split_parallel_join",
        construct="inclusive split, parallel join",
        how="refused by soundness: the join waits for ever when one branch is not taken",
        text=_INCLUSIVE_PARALLEL,
        start={"x": 2},
        expected=refused("j", "deadlock"),
    ),
    Case(
        name="implicit_choice_one",
        construct="conditional flows leaving a task, joined by an inclusive gateway, one true",
        how="that branch, and the join does not wait for another",
        text=_IMPLICIT,
        start={"x": 1},
        steps=({"complete": "b"},),
        expected=ran("s a b j e"),
    ),
    Case(
        name="implicit_choice_two",
        construct="conditional flows leaving a task, joined by an inclusive gateway, two true",
        how="both branches, joined to one",
        text=_IMPLICIT,
        start={"x": 2},
        steps=({"complete": "c"}, {"complete": "b"}),
        expected=ran("s a c b j e"),
    ),
    Case(
        name="implicit_choice_default",
        construct="conditional flows leaving a task, joined by an inclusive gateway, none true",
        how="the default",
        text=_IMPLICIT,
        start={"x": 0},
        steps=({"complete": "d"},),
        expected=ran("s a d j e"),
    ),
    Case(
        name="arbitrary_cycles",
        construct="two cycles that overlap, with people in them",
        how="each round as the conditions say",
        text=(
            "start s -> m\nxor m -> a\nuser a -> g\nxor g -> m{=n < 2} k{default}\nxor k -> b\nuser b -> h\n"
            "xor h -> k{=n < 3} m{=n = 9} e{default}\nend e"
        ),
        start={"n": 0},
        steps=(
            {"complete": "a", "variables": {"n": 1}},
            {"complete": "a", "variables": {"n": 2}},
            {"complete": "b"},
            {"complete": "b", "variables": {"n": 9}},
            {"complete": "a"},
            {"complete": "b", "variables": {"n": 3}},
        ),
        expected=ran("s m a g m a g k b h k b h m a g k b h e"),
    ),
)
