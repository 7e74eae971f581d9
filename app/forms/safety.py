"""Markup, images and patterns of a form: what is refused at publication and what is cleaned when shown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import mistune
import nh3
import re2
from markupsafe import Markup

REFUSED_TAGS = frozenset(
    {
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "link",
        "meta",
        "base",
        "frame",
        "frameset",
        "applet",
        "svg",
        "math",
        "template",
    }
)
SHOWN_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}
SHOWN_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
LOCAL_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]{1,200000}\Z")
LOCAL_PATH = re.compile(r"/(?![/\\])[\w\-./%]{0,500}\Z")
HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])", re.IGNORECASE)

_markdown = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


class _Look(HTMLParser):
    """Collects what may not stand in a form's markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and attributes that act."""
        if tag in REFUSED_TAGS:
            self.found.add(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"[\s\x00-\x1f]+", "", value or "").lower()
            if name.startswith("on"):
                self.found.add(name)
            elif name in ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc") and address.startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                self.found.add(f"{name}={address[:20]}")


def markup_problem(text: str) -> tuple[str, str] | None:
    """Why a text or HTML component may not be published, in Russian and English; None when it may."""
    look = _Look()
    look.feed(text)
    look.close()
    if not look.found:
        return None
    named = ", ".join(sorted(look.found))[:200]
    return (
        f"В тексте формы недопустимы сценарии и поля ввода: {named}",
        f"Scripts and controls are not allowed in the text of a form: {named}",
    )


def image_problem(source: str) -> tuple[str, str] | None:
    """Why an image may not be shown; only pictures in the form itself and of this site may."""
    if local_image(source):
        return None
    return (
        "Картинка должна лежать в самой форме (data:image/png) или на этом сайте (/…)",
        "An image must lie in the form (data:image/png) or on this site (/…)",
    )


def local_image(source: object) -> str:
    """The address when it is local, else an empty text."""
    if isinstance(source, str) and (LOCAL_IMAGE.match(source) or (LOCAL_PATH.match(source) and ".." not in source)):
        return source
    return ""


def pattern_problem(pattern: str) -> tuple[str, str] | None:
    """Why a pattern cannot be checked: only patterns that run in linear time are taken."""
    try:
        compiled_pattern(pattern)
    except re2.error:
        return (
            "Образец не поддерживается: уберите просмотр вперёд и ссылки назад",
            "The pattern is not supported: remove look-around and back references",
        )
    return None


def compiled_pattern(pattern: str) -> re2._Regexp:
    """The compiled pattern (RE2 keeps its own cache). Raises re2.error."""
    if len(pattern) > 1_000:
        raise re2.error("too long")
    return re2.compile(pattern, _options())


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return options


def clean_html(html: str) -> Markup:
    """HTML that may stand in a page: allow-listed tags, quiet links, headings from the second level on."""
    lowered = _levelled(html)
    cleaned = nh3.clean(
        lowered,
        tags=SHOWN_TAGS,
        attributes=SHOWN_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704  cleaned by nh3 just above


def _levelled(html: str) -> str:
    """The same HTML with its headings moved to h2, h3, … without gaps, for the page has its own h1."""
    used = sorted({int(level) for _, level in HEADING.findall(html)})
    moved = {str(level): str(min(place, 6)) for place, level in enumerate(used, 2)}
    return HEADING.sub(lambda found: f"<{found[1]}h{moved[found[2]]}", html)


def markdown_html(text: str) -> Markup:
    """Markdown as clean HTML."""
    rendered = _markdown(text)
    return clean_html(rendered if isinstance(rendered, str) else "")


PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(value: str) -> str:
    """A value that stays what it is inside Markdown: no links, no emphasis, no tags."""
    return PUNCTUATION.sub(r"\\\1", value).replace("\r", "").replace("\n", "  \n")
