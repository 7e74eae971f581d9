"""Reading types: `number`, `date and time`, `list<…>`, `context<…>`, `function<…> -> …`."""

from __future__ import annotations

from app.feel.parser.stream import Stream
from app.feel.types import ANY, FeelType, list_type, simple_type

_LONG = (
    ("days", "and", "time", "duration"),
    ("years", "and", "months", "duration"),
    ("date", "and", "time"),
)


class TypeRules(Stream):
    """The part of the parser that reads types."""

    def type(self) -> FeelType:
        """Read one type; a name that is no type of FEEL becomes a named type."""
        self.depth += 1
        if self.depth > self.budget.nesting:
            raise self.expected("type")
        try:
            return self._type()
        finally:
            self.depth -= 1

    def _type(self) -> FeelType:
        for words in _LONG:
            if tuple(self.peek(ahead).text for ahead in range(len(words))) == words:
                self.advance(len(words))
                return simple_type(" ".join(words)) or ANY
        word = self.token.text
        if self.peek().kind == "sign" and self.peek().text == "<":
            if word == "list":
                return list_type(self._inside())
            if word == "range":
                return FeelType(kind="range", item=self._inside())
            if word == "context":
                return self._context()
            if word == "function":
                return self._function()
        if word == "function":
            self.advance()
            return FeelType(kind="function")
        return self._named()

    def _inside(self) -> FeelType:
        self.advance(2)
        held = self.type()
        self.take_sign(">")
        return held

    def _context(self) -> FeelType:
        self.advance(2)
        fields: list[tuple[str, FeelType]] = []
        while not self.at_sign(">"):
            name = self.take_words_until(":")
            self.learn(name)
            self.take_sign(":")
            fields.append((name, self.type()))
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign(">")
        return FeelType(kind="context", fields=tuple(fields))

    def _function(self) -> FeelType:
        self.advance(2)
        parameters: list[FeelType] = []
        while not self.at_sign(">"):
            parameters.append(self.type())
            if not self.at_sign(","):
                break
            self.advance()
        self.take_sign(">")
        self.take_sign("->")
        return FeelType(kind="function", parameters=tuple(parameters), item=self.type())

    def _named(self) -> FeelType:
        if self.token.text == "null":
            self.advance()
            return simple_type("null") or ANY
        name = self.take_name()
        while self.at_sign("."):
            self.advance()
            name += "." + self.take_name()
        if name == "range":
            return FeelType(kind="range", item=ANY)
        return simple_type(name) or FeelType(kind="name", name=name)
