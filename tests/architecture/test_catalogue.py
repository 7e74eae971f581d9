"""Russian first: every sentence people see has its Russian text in the same commit."""

import re

import polib

from tests.architecture.catalogue import CATALOGUE, problems

PLACEHOLDER = re.compile(r"%\((\w+)\)")


def test_the_russian_catalogue_is_complete_and_says_nothing_else() -> None:
    assert problems() == []


def test_translations_keep_their_placeholders() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid


def test_plural_sentences_have_three_russian_forms() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == 3, entry.msgid
