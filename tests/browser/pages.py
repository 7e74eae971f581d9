"""The pages as a person uses them: what they open, fill in and press. Every page they come to is looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ElementHandle, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
FIELDS = (
    "main form:not(.filters) :is(input:not([type=hidden]):not([type=search]), select, textarea)"
    ":not([readonly]):not([disabled])"
)
EMPTY = """fields => [...document.querySelectorAll(fields)].filter(
    e => e.checkVisibility() && (['checkbox', 'radio'].includes(e.type) ? !e.checked : e.value === ''))"""


# What axe can tell apart: the kinds of elements on the page, not the words and numbers in them.
KINDS = """() => [...new Set([...document.querySelectorAll('*')].map(e =>
    ['class', 'role', 'type', 'data-bs-theme'].reduce((all, name) => all + '.' + e.getAttribute(name), e.tagName)
    ))]"""
_LOOKED: set[tuple[str, str]] = set()


class Person:
    """Somebody at a browser."""

    def __init__(self, page: Page, axe: str) -> None:
        self.page = page
        self._axe = axe
        self.noise: list[str] = []
        self.overhears: tuple[str, ...] = ()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.noise.append(str(error)))

    def _hear(self, message: Any) -> None:
        known = any(words in message.text for words in self.overhears)
        if message.type in ("error", "warning") and "status of 4" not in message.text and not known:
            self.noise.append(message.text)

    def open(self, address: str) -> Person:
        """Go to an address and look at the page."""
        self.page.goto(address)
        return self.look()

    def press(self, words: str, *, exact: bool = True) -> Person:
        """Press the button or link with these words and look at the page that comes."""
        target = self.page.get_by_role("button", name=words, exact=exact).or_(
            self.page.get_by_role("link", name=words, exact=exact)
        )
        # Playwright waits for the navigation that a press starts.
        target.filter(visible=True).first.click()
        self.page.wait_for_load_state("load")
        return self.look()

    def look(self) -> Person:
        """Fail on a page that overflows, breaks a rule of accessibility, or complains in the console.

        Axe looks at each address once, and again where a kind of element stands that it has not seen at this width.
        """
        page = self.page
        page.wait_for_load_state("load")
        assert page.locator("h1").count() == 1, page.url
        if not self._axe:
            return self
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        assert self.noise == [], f"{page.url}: {self.noise}"
        address, width = re.sub(r"\d+", "#", urlsplit(page.url).path), str(page.viewport_size)
        new = {(width, kind) for kind in (address, *page.evaluate(KINDS))} - _LOOKED
        if not new:
            return self
        # The bar under a form sticks to the bottom of the window; only at the end of the page does it cover nothing.
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        page.evaluate(self._axe)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
            "v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))",
            RULES,
        )
        assert found == [], f"{page.url}: {json.dumps(found, ensure_ascii=False)[:2000]}"
        page.evaluate("window.scrollTo(0, 0)")
        _LOOKED.update(new)
        return self

    def take_task(self, title: str) -> Person:
        """Open the task with this title from the inbox, or from the queue of the post."""
        for address in ("/tasks", "/tasks/queue"):
            self.open(address)
            link = self.page.get_by_role("link", name=title, exact=True)
            if link.count():
                link.first.click()
                return self.look()
        raise AssertionError(f"no task «{title}»: {self.words}")

    def send(self, decision: str = "", comment: str = "") -> Person:
        """Send the answer: by the main button, or by the decision with these words."""
        if comment:
            self.page.fill("textarea[name=_comment]", comment)
        button = f"button[name=_outcome]:text-is('{decision}')" if decision else "button[data-main]"
        self.page.click(button)
        self.page.wait_for_load_state("load")
        refused = self.page.query_selector(".errors")
        assert refused is None, f"{self.page.url}: {refused.inner_text() if refused else ''}"
        return self.look()

    @property
    def words(self) -> str:
        """The words of the main part, with plain spaces."""
        return " ".join(self.page.inner_text("main").replace("\xa0", " ").split())

    def fill_in(self, given: Mapping[str, str] | None = None, *, attach: Path | None = None) -> Person:
        """Fill in every empty field that is asked for: as `given` says by its label, else with something plausible."""
        if not self._axe:  # a page without script does not change under one's hands
            for field in self._empty_fields() if not given else self._fields():
                self._fill(field, given or {}, attach)
            return self
        for _ in range(4):
            if not sum(self._fill(field, given or {}, attach) for field in self._fields()):
                break
            self._wait_for_redraw()
        return self

    def _wait_for_redraw(self) -> None:
        """Wait until the page was shown anew after a change, where it is: the field left last says that it changed."""
        self.page.evaluate("document.activeElement?.blur()")
        self.page.locator("[data-live][aria-busy]").wait_for(state="detached")

    def _fields(self) -> list[ElementHandle]:
        return self.page.query_selector_all(FIELDS)

    def _empty_fields(self) -> list[ElementHandle]:
        """Return the visible fields that hold nothing yet, found by one question to the browser."""
        found = self.page.evaluate_handle(EMPTY, FIELDS)
        listed = [one.as_element() for one in found.get_properties().values()]
        return [one for one in listed if one is not None]

    def _fill(self, field: ElementHandle, given: Mapping[str, str], attach: Path | None) -> bool:
        if not field.is_visible():
            return False
        kind = field.get_attribute("type") or field.evaluate("e => e.tagName.toLowerCase()")
        label = self._label(field)
        if kind in ("checkbox", "radio"):
            return self._tick(field, kind, label, given)
        if kind == "file":
            return self._attach(field, label, attach)
        wanted = next((text for words, text in given.items() if words in label), None)
        if field.input_value() and (wanted is None or field.input_value() == wanted):
            return False
        if kind == "select":
            if wanted is not None:
                field.select_option(label=wanted)
            else:
                field.select_option(index=1)
            return True
        if wanted is None and "необязательно" in label:
            return False
        field.fill(wanted if wanted is not None else self._plausible(field, label))
        return True

    def _tick(self, field: ElementHandle, kind: str, label: str, given: Mapping[str, str]) -> bool:
        if field.is_checked():
            return False
        if kind == "radio":
            name = field.get_attribute("name")
            chosen = self.page.query_selector(f"input[type=radio][name='{name}']:checked")
            if chosen is not None and label not in given:
                return False
            field.check()
            return True
        if kind == "checkbox" and given.get(label) == "":
            return False
        field.check()
        return True

    @staticmethod
    def _attach(field: ElementHandle, label: str, attach: Path | None) -> bool:
        listed = field.evaluate("e => e.closest('.field, td, div')?.querySelectorAll('.files li').length ?? 0")
        if attach is None or "необязательно" in label or listed or field.evaluate("e => e.files.length"):
            return False
        field.set_input_files(str(attach))
        return False

    @staticmethod
    def _plausible(field: ElementHandle, label: str) -> str:
        hint = (field.get_attribute("inputmode") or "") + " " + (field.get_attribute("placeholder") or "")
        nearby = field.evaluate("e => (e.closest('.field') ?? e.parentElement).innerText")
        if "01.09.2026" in nearby or "дд.мм" in hint or "дата" in label.lower():
            return "01.09.2026"
        if "decimal" in hint or "numeric" in hint:
            return "1"
        if field.get_attribute("type") == "email":
            return "shkola@example.org"
        if "страниц" in label.lower():
            return "https://school.example.org/page"
        if field.get_attribute("type") == "tel":
            return "+73020000000"
        return "По существу"

    @staticmethod
    def _label(field: ElementHandle) -> str:
        return str(
            field.evaluate(
                "e => e.getAttribute('aria-label') || [...(e.labels ?? [])].map(l => l.innerText).join(' ')"
                " || e.closest('fieldset')?.querySelector('legend')?.innerText || ''"
            )
        ).strip()


def sample_pdf(folder: Path) -> Path:
    """Write a small true PDF to attach."""
    path = folder / "Должностная инструкция.pdf"
    path.write_bytes(PDF)
    return path
