"""Files: ids of stored documents are kept from page to page, new ones go to the store."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.forms import FileRefused, PressRefused, StoredFile, describe
from tests.forms.making import error_of, form_of, options, part, schema_of

MANY = part("filepicker", "docs", "Инструкции", multiple=True, accept=".pdf,.docx,image/*", validate={"required": True})
ONE = part("filepicker", "scan", "Скан", accept=".pdf")


class Shelf:
    """A store that keeps names."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def store(self, upload: Any, name: str) -> StoredFile:
        if "virus" in upload.filename:
            raise FileRefused("Файл заражён", "The file is infected")
        self.kept.append(upload.filename)
        return StoredFile(id=f"n{len(self.kept)}", name=upload.filename, size=10)

    def find(self, file_id: str) -> StoredFile | None:
        return StoredFile(id=file_id, name=f"{file_id}.pdf") if file_id in ("mine", "n1", "n2") else None


def files(name: str, *uploads: str, kind: str = "application/pdf") -> MultiDict[str, FileStorage]:
    return MultiDict([(name, FileStorage(io.BytesIO(b"x"), filename=upload, content_type=kind)) for upload in uploads])


def test_new_files_are_stored_once_and_become_ids() -> None:
    shelf = Shelf()
    form = form_of(MANY, posted={"docs": [""]}, files=files("docs", "а.pdf", "б.DOCX"), store=shelf.store)
    assert form.validate()
    assert form.values() == {"docs": ["n1", "n2"]}
    assert shelf.kept == ["а.pdf", "б.DOCX"]


def test_a_stored_file_counts_for_required_and_is_kept() -> None:
    form = form_of(
        MANY, values={"docs": ["old"]}, posted={"docs": ["", "old"]}, files=files("docs", "а.pdf"), store=Shelf().store
    )
    assert form.validate()
    assert form.values() == {"docs": ["old", "n1"]}


def test_nothing_attached_is_told() -> None:
    assert error_of(form_of(MANY, posted={"docs": [""]}), "docs") == "Приложите файл"


def test_a_foreign_document_cannot_be_attached_by_its_id() -> None:
    form = form_of(MANY, posted={"docs": ["", "secret", "mine"]}, find_file=Shelf().find)
    assert error_of(form, "docs") == "Приложите файл ещё раз: прежний не найден"
    assert form["docs"].data == ["mine"]


def test_an_id_typed_into_another_field_of_a_draft_is_not_trusted() -> None:
    draft = {"version": 1, "fields": {"note": ["secret"], "docs": ["", "good"]}}
    form = form_of(MANY, part("textfield", "note"), draft=draft, posted={"docs": ["", "secret", "good"], "note": [""]})
    assert form["docs"].data == ["good"]


def test_a_wrong_kind_is_not_stored() -> None:
    shelf = Shelf()
    form = form_of(
        MANY, posted={"docs": [""]}, files=files("docs", "x.exe", "а.pdf", kind="application/x"), store=shelf.store
    )
    assert error_of(form, "docs") == "Приложите файл вида .pdf, .docx, image/* вместо «x.exe»"
    assert shelf.kept == ["а.pdf"]


def test_what_the_store_refuses_is_said_at_the_field() -> None:
    form = form_of(MANY, posted={"docs": [""]}, files=files("docs", "virus.pdf"), store=Shelf().store)
    assert error_of(form, "docs") == "Файл заражён"


def test_a_second_file_takes_the_place_of_a_single_one() -> None:
    form = form_of(
        ONE, values={"scan": ["old"]}, posted={"scan": ["", "old"]}, files=files("scan", "new.pdf"), store=Shelf().store
    )
    assert form.validate()
    assert form.values() == {"scan": ["n1"]}


def test_two_files_at_once_for_a_single_one_are_refused() -> None:
    shelf = Shelf()
    form = form_of(ONE, posted={"scan": [""]}, files=files("scan", "a.pdf", "b.pdf"), store=shelf.store)
    assert error_of(form, "scan") == "Приложите один файл, уберите лишние"
    assert shelf.kept == []


def test_taking_a_file_off_needs_no_script_and_stays_off() -> None:
    form = form_of(MANY, values={"docs": ["a", "b"]}, posted={"docs": ["", "a", "b"]})
    assert form.press("drop:docs:a") == "f-docs"
    assert form["docs"].data == ["b"]
    form.press("drop:docs:b")
    again = form_of(MANY, values={"docs": ["a", "b"]}, posted=form.draft()["fields"])
    again.validate()
    assert again.values() == {"docs": []}


def test_files_chosen_while_a_row_is_added_are_not_lost() -> None:
    rows = part("dynamiclist", "x", components=[part("textfield", "a")])
    shelf = Shelf()
    form = form_of(rows, MANY, posted={"x": "-", "docs": [""]}, files=files("docs", "а.pdf"), store=shelf.store)
    form.press("add:x")
    assert form["docs"].data == ["n1"]
    assert shelf.kept == ["а.pdf"]


@pytest.mark.parametrize("extra", [{"conditional": {"hide": "=true"}}, {"readonly": True}, {"disabled": True}])
def test_closed_fields_store_nothing(extra: dict[str, Any]) -> None:
    shelf = Shelf()
    form = form_of(
        {**MANY, **extra},
        values={"docs": ["old"]},
        posted={"docs": ["", "mine"]},
        files=files("docs", "а.pdf"),
        store=shelf.store,
        find_file=shelf.find,
    )
    form.validate()
    assert shelf.kept == []
    assert form.values() == {}
    with pytest.raises(PressRefused):
        form.press("drop:docs:old")


def test_nothing_is_stored_for_a_post_with_made_up_names() -> None:
    shelf = Shelf()
    form = form_of(MANY, posted={"docs": [""], "approved": ["true"]}, files=files("docs", "а.pdf"), store=shelf.store)
    assert form.unknown_keys == ("approved",)
    assert shelf.kept == []
    assert form_of(MANY, posted={}, files=files("other", "а.pdf"), store=shelf.store).unknown_keys == ("other",)


def test_files_in_rows_follow_their_row() -> None:
    rows = part("dynamiclist", "x", components=[part("textfield", "a"), part("filepicker", "f")])
    form = form_of(
        rows,
        posted={"x": "- -", "x-0-a": "1", "x-1-a": "2", "x-0-f": [""], "x-1-f": [""]},
        files=files("x-1-f", "а.pdf"),
        store=Shelf().store,
    )
    form.press("remove:x:0")
    assert form.values() == {"x": [{"a": "2", "f": ["n1"]}]}


def test_a_condition_may_ask_for_files() -> None:
    need = part("checkbox", "ok", "Ок", conditional={"hide": "=count(docs) = 0"})
    form = form_of(
        MANY,
        need,
        part("select", "k", values=options("a")),
        posted={"docs": [""], "ok": ["true"]},
        files=files("docs", "а.pdf"),
        store=Shelf().store,
    )
    assert form.values()["ok"] is True


def test_documents_in_a_table_are_named_and_never_shown_by_their_id() -> None:
    kept = StoredFile(id="a4c8bf34a611f48a6ea8345f", name="Отчёт.pdf", url="/files/1")
    rows = part("dynamiclist", "evidence", components=[part("textfield", "kind"), part("filepicker", "file")])
    columns = [{"key": "kind", "label": "Вид"}, {"key": "file", "label": "Файл"}]
    shown = part("table", dataSource="=evidence", columns=columns)
    values = {"evidence": [{"kind": "a" * 24, "file": [kept.id]}, {"kind": "нет", "file": []}]}
    table = form_of(shown, values=values, find_file={kept.id: kept}.get).layout()[0].lines[0][0].table
    assert table is not None
    first, second = table.rows
    assert (first[1].text, first[1].files, table.documents) == ("Отчёт.pdf", (kept.id,), {kept.id: kept})
    assert (first[0].files, second[1].files) == ((), ()), "a text that no document has for its id stays a text"
    answer = describe(schema_of(rows), values)[0].table
    assert answer is not None
    assert [row[1].files for row in answer.rows] == [(kept.id,), ()]
