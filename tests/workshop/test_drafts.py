"""Drafts: whose they are, two people at once, where they come from, and what the check says of each kind of fault."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.processes.commands import PublishRefused
from app.processes.commands.drafts import create_draft, discard_draft, restore_draft
from app.processes.commands.publish_draft import publish_draft
from app.processes.commands.save_part import remove_part, save_part, take_kept
from app.processes.models import PartKind, ProcessDraft, ProcessDraftKept
from app.processes.queries import current_version_id, get_process
from app.processes.queries.archive import UploadRefused, read_upload, write_archive
from app.processes.queries.drafts import get_part, list_drafts, list_kept, list_parts, package_of_draft
from app.workflow.package import Package
from tests.cast import Cast
from tests.checked_client import words_of
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, make_package, person_task
from tests.workshop.conftest import open_approval

Browser = Callable[[str], FlaskClient]
DIAGRAM = (PartKind.DIAGRAM, "P.bpmn")


def diagram(draft_id: int) -> bytes:
    return get_part(draft_id, *DIAGRAM)[0]


def save(cast: Cast, draft_id: int, content: bytes, revision: int, login: str = "region.owner") -> object:
    return save_part(draft_id, *DIAGRAM, content, revision=revision, saved_by=cast.viewer(login).actor())


def test_a_draft_holds_every_part_and_running_cases_do_not_know_of_it(cast: Cast, draft_id: int) -> None:
    assert [(part.kind, part.name) for part in list_parts(draft_id)] == [
        (PartKind.DIAGRAM, "P.bpmn"), (PartKind.FORM, "remarks"), (PartKind.FORM, "request"),
    ]  # fmt: skip
    assert set(package_of_draft(draft_id).processes) == {"P"}
    version = current_version_id("P")
    save(cast, draft_id, diagram(draft_id).replace("Согласовать".encode(), "Рассмотреть".encode()), 1)
    assert current_version_id("P") == version
    assert "Рассмотреть".encode() in diagram(draft_id)


def test_who_saves_second_is_told_and_both_saves_are_kept(cast: Cast, draft_id: int) -> None:
    first = diagram(draft_id).replace("Согласовать".encode(), "Рассмотреть".encode())
    second = diagram(draft_id).replace("Согласовать".encode(), "Проверить".encode())
    save(cast, draft_id, first, 1)
    late = save(cast, draft_id, second, 1, "second.owner")
    assert late.is_late  # type: ignore[attr-defined]
    assert late.by_name == cast.person("region.owner").name  # type: ignore[attr-defined]
    assert diagram(draft_id) == first
    (kept,) = list_kept(draft_id)
    assert kept.saved_by_name == "Второй владелец"
    third = second.replace("Проверить".encode(), "Изучить".encode())
    save(cast, draft_id, third, 1, "second.owner")
    assert len(list_kept(draft_id)) == 1  # the same person goes on from the same revision
    take_kept(draft_id, kept.kept_id, taken_by=cast.viewer("second.owner").actor())
    assert diagram(draft_id) == third
    assert db.session.scalars(select(ProcessDraftKept.content)).all() == [first]
    assert get_part(draft_id, *DIAGRAM)[1] == 3


def test_the_same_content_again_is_no_save(cast: Cast, draft_id: int) -> None:
    again = save(cast, draft_id, diagram(draft_id), 1)
    assert (again.is_changed, again.revision) == (False, 1)  # type: ignore[attr-defined]


def test_two_parts_do_not_stand_in_each_others_way(cast: Cast, draft_id: int) -> None:
    save(cast, draft_id, diagram(draft_id) + b"\n", 1)
    form = json.loads(get_part(draft_id, PartKind.FORM, "request")[0])
    form["components"][0]["label"] = "О чём"
    saved = save_part(
        draft_id, PartKind.FORM, "request", json.dumps(form).encode(), revision=1,
        saved_by=cast.viewer("second.owner").actor(),
    )  # fmt: skip
    assert (saved.is_late, saved.revision) == (False, 2)
    assert db.session.get_one(ProcessDraft, draft_id).revision == 3


@pytest.mark.parametrize(
    "content", [b"", b"no json", b"[]", b'{"id": "other", "components": []}', b'{"id":"request"' + b" " * 3_000_000]
)
def test_what_is_no_form_is_not_kept(cast: Cast, draft_id: int, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        save_part(draft_id, PartKind.FORM, "request", content, revision=1, saved_by=cast.viewer("region.owner").actor())


def test_a_broken_diagram_is_kept_and_said(cast: Cast, draft_id: int, browser: Browser) -> None:
    answer = browser("region.owner").post(
        f"/workshop/drafts/{draft_id}/parts/diagram/P.bpmn", data={"revision": 1, "content": "<broken"}
    )
    assert answer.status_code == 200
    assert [one["severity"] for one in answer.json["findings"]] == ["error"]
    assert "Сохранено в 12:00" in answer.json["saved"]
    page = browser("region.owner").get(f"/workshop/drafts/{draft_id}")
    assert page.status_code == 200
    assert browser("region.owner").get(f"/workshop/drafts/{draft_id}/editor").status_code == 200


def test_the_editor_is_told_who_was_faster(cast: Cast, draft_id: int, browser: Browser) -> None:
    first, second = browser("region.owner"), browser("second.owner")
    address = f"/workshop/drafts/{draft_id}/parts/diagram/P.bpmn"
    assert first.post(address, data={"revision": 1, "content": diagram(draft_id).decode() + "\n"}).status_code == 200
    late = second.post(address, data={"revision": 1, "content": diagram(draft_id).decode() + "\n\n"})
    assert late.status_code == 409
    assert "Владелец процесса" in late.json["error"]
    assert late.json["kept"]
    page = second.get(f"/workshop/drafts/{draft_id}")
    assert "Двое правили одно и то же" in page.text.replace("\xa0", " ")


@pytest.mark.parametrize("login", ["north.owner", "north-1.admin", "region.sysadmin", "region.officer"])
def test_a_draft_of_others_does_not_exist(cast: Cast, draft_id: int, browser: Browser, login: str) -> None:
    expected = 404 if login == "north.owner" else 403
    client = browser(login)
    for path in ("", "/editor", "/check", "/parts/diagram/P.bpmn", "/forms/request/editor", "/forms/request/preview"):
        assert client.get(f"/workshop/drafts/{draft_id}{path}").status_code == expected, path
    posted = client.post(f"/workshop/drafts/{draft_id}/parts/diagram/P.bpmn", data={"revision": 1, "content": "<x/>"})
    assert posted.status_code == expected
    assert client.post("/workshop/open/P").status_code == expected
    assert list_drafts(cast.viewer(login))[0] == ()
    with pytest.raises(NotFound):
        save_part(draft_id, *DIAGRAM, b"<x/>", revision=1, saved_by=cast.viewer(login).actor())
    with pytest.raises(NotFound):
        publish_draft(draft_id, revision=1, published_by=cast.viewer(login).actor())


def test_the_owner_of_the_north_draws_for_the_north_alone(cast: Cast, browser: Browser) -> None:
    client = browser("north.owner")
    answer = client.post("/workshop/new", data={"name": "Приём заявок района"})
    assert answer.status_code == 303
    (row,) = list_drafts(cast.viewer("north.owner"))[0]
    assert row.owner_organisation_id == cast.id("north")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert [one.draft_id for one in list_drafts(cast.viewer("region.owner"))[0]] == [row.draft_id]
    taken = client.post("/workshop/gallery/staffing-approval")
    assert taken.status_code == 303
    assert client.get(taken.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "key"),
    [("Приём заявок", "priem-zayavok"), ("№ 5: отпуск", "p-5-otpusk"), ("«»", "process"), ("Leave 2026", "leave-2026")],
)
def test_a_new_process_gets_an_id_that_every_editor_takes(cast: Cast, browser: Browser, name: str, key: str) -> None:
    browser("region.owner").post("/workshop/new", data={"name": name})
    db.session.rollback()
    (row,) = list_drafts(cast.viewer("region.owner"))[0]
    assert (row.process_key, row.name) == (key, name)
    assert set(package_of_draft(row.draft_id).processes) == {key}


def test_opening_twice_gives_the_same_draft(cast: Cast, browser: Browser) -> None:
    first = browser("region.owner").post("/workshop/open/P").headers["Location"]
    assert browser("second.owner").post("/workshop/open/P").headers["Location"] == first


def test_a_thrown_away_draft_comes_back_whole(cast: Cast, draft_id: int) -> None:
    actor = cast.viewer("region.owner").actor()
    discard_draft(draft_id, discarded_by=actor)
    assert list_drafts(cast.viewer("region.owner"))[0] == ()
    with pytest.raises(Conflict):
        save(cast, draft_id, b"<x/>", 1)
    restore_draft(draft_id, restored_by=actor)
    assert [one.draft_id for one in list_drafts(cast.viewer("region.owner"))[0]] == [draft_id]


def test_a_removed_form_lies_beside_the_draft(cast: Cast, draft_id: int) -> None:
    actor = cast.viewer("region.owner").actor()
    remove_part(draft_id, PartKind.FORM, "remarks", revision=1, removed_by=actor)
    (kept,) = list_kept(draft_id)
    assert "remarks" not in package_of_draft(draft_id).forms
    take_kept(draft_id, kept.kept_id, taken_by=actor)
    assert "remarks" in package_of_draft(draft_id).forms
    with pytest.raises(InvalidInput):
        remove_part(draft_id, *DIAGRAM, revision=1, removed_by=actor)


def test_lists_of_drafts_are_paged(cast: Cast) -> None:
    package = make_package(APPROVAL, APPROVAL_TASKS)
    for number in range(53):
        create_draft(
            package, process_key=f"x{number}", name=f"Процесс {number}", owner_organisation_id=None,
            created_by=cast.viewer("region.owner").actor(),
        )  # fmt: skip
    page, more = list_drafts(cast.viewer("region.owner"))
    assert (len(page), page[0].name) == (50, "Процесс 52")
    rest, end = list_drafts(cast.viewer("region.owner"), before=more)
    assert ([one.name for one in rest], end) == (["Процесс 2", "Процесс 1", "Процесс 0"], None)


def test_a_package_comes_back_as_it_went(cast: Cast, browser: Browser) -> None:
    package = make_package(APPROVAL, APPROVAL_TASKS)
    data = write_archive(package, "P", scenarios={"Сразу": {"steps": []}}, facts={"version": 1})
    assert data == write_archive(package, "P", scenarios={"Сразу": {"steps": []}}, facts={"version": 1})
    found = read_upload("package.zip", data)
    assert (found.package, found.process_key) == (package, "P")
    assert all(member.is_intact for member in found.members)
    assert dict(found.scenarios) == {"Сразу": {"steps": []}}
    client = browser("region.owner")
    answer = client.post("/workshop/upload", data={"file": (io.BytesIO(data), "package.zip")})
    page = client.get(answer.headers["Location"])
    assert "как при выгрузке" in page.text
    assert "Сначала посмотрите" in page.text
    assert list_drafts(cast.viewer("region.owner"))[0] == ()  # a dry run: nothing is taken over yet
    client.post(answer.headers["Location"] + "/accept")
    db.session.rollback()
    (row,) = list_drafts(cast.viewer("region.owner"))[0]
    assert package_of_draft(row.draft_id) == package


def test_a_draft_is_downloaded_as_it_stands(cast: Cast, draft_id: int, browser: Browser) -> None:
    save(cast, draft_id, diagram(draft_id).replace("Согласовать".encode(), "Рассмотреть".encode()), 1)
    client = browser("region.owner")
    assert f"/workshop/drafts/{draft_id}/package.zip" in client.get(f"/workshop/drafts/{draft_id}").text
    found = read_upload("p.zip", client.get(f"/workshop/drafts/{draft_id}/package.zip").data)
    assert (found.package, found.process_key) == (package_of_draft(draft_id), "P")
    assert all(member.is_intact for member in found.members)
    assert browser("north.owner").get(f"/workshop/drafts/{draft_id}/package.zip").status_code == 404


def test_a_changed_package_is_seen(cast: Cast) -> None:
    import zipfile

    data = write_archive(make_package(APPROVAL, APPROVAL_TASKS), "P", facts={})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(
                entry.filename, content.replace(b"<bpmn:end", b"<bpmn:end ") if "bpmn" in entry.filename else content
            )
        new.writestr("../../etc/passwd.json", "{}")
        new.writestr("run.exe", "x")
    found = read_upload("p.zip", stream.getvalue())
    assert {member.path: member.is_intact for member in found.members}["diagrams/P.bpmn"] is False
    assert set(found.left_out) == {"../../etc/passwd.json", "run.exe"}


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04broken", b"%PDF-1.4"])
def test_what_is_no_diagram_is_refused_in_words(cast: Cast, browser: Browser, data: bytes) -> None:
    with pytest.raises(UploadRefused):
        read_upload("x.bpmn", data)
    answer = browser("region.owner").post("/workshop/upload", data={"file": (io.BytesIO(data), "x.bpmn")})
    assert answer.status_code == 422


def test_a_diagram_of_another_program_is_accepted_with_a_list_of_what_is_missing(browser: Browser) -> None:
    foreign = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
      targetNamespace="x" id="d"><process id="Process_1" isExecutable="false"><startEvent id="S"/>
      <sequenceFlow id="f" sourceRef="S" targetRef="T"/><task id="T" name="Approve"/></process></definitions>"""
    client = browser("region.owner")
    answer = client.post("/workshop/upload", data={"file": (io.BytesIO(foreign), "invoice.bpmn")})
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Что нашла проверка" in page.text
    assert 'class="finds"' in page.text


def test_a_form_is_made_and_shown_as_the_server_draws_it(cast: Cast, draft_id: int, browser: Browser) -> None:
    client = browser("region.owner")
    made = client.post(
        f"/workshop/drafts/{draft_id}/forms", data={"title": "Мнение профсоюза"},
        headers={"Accept": "application/json"},
    ).json  # fmt: skip
    assert made["label"] == "Мнение профсоюза"
    assert client.get(made["edit"]).status_code == 200
    for phone in ("", "?phone=1"):
        page = client.get(f"/workshop/drafts/{draft_id}/forms/request/preview{phone}")
        assert "Предмет" in page.text
    assert client.get(f"/workshop/drafts/{draft_id}/forms/none/preview").status_code == 404


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("after 5 working days", "не позднее 17 июня 2026 года включительно"),
        ("yearly 08-15", "не позднее 15 августа 2026 года включительно"),
        ("date =terms.draft", "День считается в каждом деле"),
        ("none", "Срока нет"),
        ("when it suits", "не понятен"),
    ],
)
def test_the_answer_to_until_when_is_a_day(draft_id: int, browser: Browser, term: str, said: str) -> None:
    answer = browser("region.owner").get(f"/workshop/drafts/{draft_id}/term", query_string={"text": term})
    assert said in answer.json["words"].replace("\xa0", " ")


def test_the_answer_to_who_counts_real_organisations(draft_id: int, browser: Browser) -> None:
    ask = browser("region.owner").get
    held = ask(f"/workshop/drafts/{draft_id}/who?role=mouo_officer&place=mouo").json
    assert held["ok"]
    missing = ask(f"/workshop/drafts/{draft_id}/who?role=sysadmin&place=school").json
    assert not missing["ok"]
    assert "СОШ № 1" in missing["words"].replace("\xa0", " ")


def test_the_coverage_names_the_empty_places(cast: Cast, draft_id: int, browser: Browser) -> None:
    drawn = make_package(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task("sysadmin@mouo", kind="agree")})
    save(cast, draft_id, drawn.diagrams[0].data, 1)
    from tests.checked_client import page_of

    page = page_of(browser("region.owner").get(f"/workshop/drafts/{draft_id}"))
    table = page.xpath("//section[@aria-labelledby='coverage']")[0]
    assert "Администратор системы" in words_of(table)
    assert "некому" in words_of(table)


def test_a_draft_with_errors_is_not_published_and_nothing_is_lost(cast: Cast, draft_id: int) -> None:
    wrong = make_package(APPROVAL, {**APPROVAL_TASKS, "Agree": person_task("", form="remarks", kind="agree")})
    save(cast, draft_id, wrong.diagrams[0].data, 1)
    before = get_process("P").version_id
    with pytest.raises(PublishRefused) as refused:
        publish_draft(draft_id, revision=2, published_by=cast.viewer("region.owner").actor(), warnings_read=True)
    assert [one.element for one in refused.value.findings if one.is_error] == ["Agree"]
    assert get_process("P").version_id == before
    assert package_of_draft(draft_id).diagrams[0].data == wrong.diagrams[0].data


def test_a_draft_that_changed_meanwhile_is_not_published(cast: Cast, draft_id: int) -> None:
    save(cast, draft_id, diagram(draft_id) + b"\n", 1)
    with pytest.raises(Conflict):
        publish_draft(draft_id, revision=1, published_by=cast.viewer("region.owner").actor())


def test_a_published_draft_is_the_next_version(cast: Cast, draft_id: int) -> None:
    content = diagram(draft_id).replace("Согласовать".encode(), "Рассмотреть".encode())
    save(cast, draft_id, content, 1)
    published = publish_draft(
        draft_id, revision=2, published_by=cast.viewer("region.owner").actor(), warnings_read=True, note="по приказу"
    )
    assert (published.number, published.is_new) == (2, True)
    assert current_version_id("P") == published.version_id
    assert open_approval(cast) != draft_id


def test_an_empty_package_is_no_draft_that_breaks_pages(cast: Cast, browser: Browser) -> None:
    draft = create_draft(
        Package(forms={"f": {"id": "f", "components": "no list"}}), process_key="none", name="Пусто",
        owner_organisation_id=None, created_by=cast.viewer("region.owner").actor(),
    )  # fmt: skip
    assert browser("region.owner").get(f"/workshop/drafts/{draft}").status_code == 200
