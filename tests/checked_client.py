"""A client that looks at every page it fetches: what a person with any browser, keyboard or reader must find on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

# Names of formats, keys and marks that stay Latin in Russian pages.
LATIN = {
    *("BPMN", "DMN", "XLSX", "DOCX", "ODT", "PDF", "ZIP", "PNG", "JPG", "UTC", "WCAG", "JavaScript"),
    *("Ctrl", "Alt", "Shift", "Tab", "Esc", "Enter", "Soglas", "QR", "SHA", "http", "https", "www"),
    *("III", "IT"),
}
_WORD = re.compile(r"[A-Za-z]{3,}")
_NOT_WORDS = re.compile(r"\S*[@/\\_]\S*|\S*\d\S*|\S*\w\.\w\S*")


class CheckedClient(FlaskClient):
    """Fetches like the ordinary client and fails on a page that is not in order."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request, in a context of its own as a server would, and look at the page that comes back."""
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            problems = list(page_problems(response))
            assert not problems, f"{response.request.path}: " + "; ".join(problems)
        return response


def page_of(response: TestResponse) -> Any:
    """Return the parsed page of an answer."""
    return html.document_fromstring(response.get_data(as_text=True))


def words_of(element: Any) -> str:
    """Return the visible words below an element, with plain spaces."""
    parts = element.xpath(".//text()[not(ancestor::script) and not(ancestor::style)]")
    return " ".join(" ".join(parts).replace("\xa0", " ").split())


def page_problems(response: TestResponse) -> Iterator[str]:
    """Yield what is wrong with a page."""
    page = page_of(response)
    text = response.get_data(as_text=True)
    if not text.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    titles = page.xpath("//title/text()")
    if len(titles) != 1 or (not titles[0].endswith(" · Соглас") and page.get("lang") == "ru"):
        yield f"title {titles}"
    if len(page.xpath("//h1")) != 1:
        yield f"{len(page.xpath('//h1'))} first headings"
    if len(page.xpath("//main")) != 1:
        yield "no main part"
    if not page.xpath("//a[@href='#main']"):
        yield "no skip link"
    yield from _safety_problems(page, response)
    yield from _reference_problems(page)
    yield from _name_problems(page)
    if page.get("lang") == "ru":
        yield from _untranslated(page)


def _safety_problems(page: Any, response: TestResponse) -> Iterator[str]:
    nonce = re.search(r"'nonce-([^']+)'", response.headers.get("Content-Security-Policy", ""))
    for script in page.xpath("//script"):
        if script.get("type") != "application/json" and (not nonce or script.get("nonce") != nonce[1]):
            yield "a script without the nonce of this answer"
    for element in page.xpath("//*[@style]"):
        yield f"style= at <{element.tag}>"
    for element in page.iter():
        if isinstance(element.tag, str) and any(name.startswith("on") for name in element.attrib):
            yield f"a handler in the markup of <{element.tag}>"
    for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        if not form.xpath(".//input[@name='csrf_token']"):
            yield f"the form {form.get('action')} has no token"


def _reference_problems(page: Any) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    yield from (f"the id {one} stands {count} times" for one, count in ids.items() if count > 1)
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for value in page.xpath(f"//@{name}"):
            yield from (f"{name} names {one}, which is not there" for one in value.split() if one not in ids)
    for href in page.xpath("//a/@href"):
        if href.startswith("#") and href[1:] not in ids:
            yield f"the link {href} leads nowhere"
        if href in ("", "None"):
            yield "an empty link"
    for href in page.xpath("//*[local-name()='use']/@href"):
        if href[1:] not in ids:
            yield f"there is no icon {href}"


def _name_problems(page: Any) -> Iterator[str]:
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        inside = field.xpath("ancestor::label")
        if not (field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby") or inside):
            yield f"the field {field.get('name')} has no label"
    for element in page.xpath("//button | //a"):
        if not words_of(element) and not element.get("aria-label"):
            yield f"<{element.tag}> {element.get('href') or element.get('name')} has no words"


def _untranslated(page: Any) -> Iterator[str]:
    shown = page.xpath("//body//text()[not(ancestor::script) and not(ancestor::*[@lang])]")
    shown += page.xpath("//@aria-label | //@placeholder | //title/text()")
    for text in shown:
        for word in _WORD.findall(_NOT_WORDS.sub(" ", str(text))):
            if word not in LATIN:
                yield f"untranslated: {str(text).strip()[:80]!r}"
                break
