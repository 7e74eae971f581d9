"""Publishing: checked first, never changed afterwards, one hash over all parts; and who may start what."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from flask import Flask

from app.access.models import Role
from app.audit.models import SYSTEM
from app.foundation import clock
from app.foundation.errors import Conflict, NotFound
from app.processes.cli import deploy
from app.processes.commands import PublishRefused, publish_version
from app.processes.queries import (
    current_version_id,
    definition_of,
    forget_versions,
    forms_of,
    get_process,
    list_gaps,
    list_processes,
    list_startable,
    list_versions,
    outline_of,
    settings_of,
)
from app.processes.queries.library import library_packages
from app.processes.queries.parts import fingerprint, pack, unpack
from app.processes.queries.settings import read_settings, settings_variable
from tests.cast import Cast, make_cast, make_person
from tests.engine.counting import statements
from tests.engine.stage import APPROVAL, APPROVAL_TASKS, make_package, person_task, publish, publish_approval

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, in an empty database."""
    return make_cast()


def test_a_package_is_published_and_read_back_parsed_once(cast: Cast) -> None:
    published = publish_approval()
    assert (published.key, published.number, published.is_new) == ("P", 1, True)
    assert current_version_id("P") == published.version_id
    assert [element.name for element in outline_of(published.version_id).user_tasks] == [
        "Заполнить заявку",
        "Согласовать заявку",
    ]
    assert set(forms_of(published.version_id)) == {"request", "remarks"}
    with statements() as said:
        assert definition_of(published.version_id) is definition_of(published.version_id)
    assert said == []
    forget_versions()
    assert definition_of(published.version_id).process_id == "P"


def test_the_same_package_again_is_no_new_version_and_a_change_is(cast: Cast) -> None:
    first, again = publish_approval(), publish_approval()
    assert (again.version_id, again.is_new) == (first.version_id, False)
    second = publish(APPROVAL.replace("Согласовать заявку", "Рассмотреть заявку"), APPROVAL_TASKS)
    assert (second.number, second.is_new) == (2, True)
    assert second.sha256 != first.sha256
    assert [row.number for row in list_versions("P")] == [2, 1]
    assert current_version_id("P") == second.version_id


def test_a_version_waits_for_its_day(cast: Cast) -> None:
    first = publish_approval()
    package = make_package(APPROVAL.replace("Согласовать", "Рассмотреть"), APPROVAL_TASKS)
    second = publish_version(package, published_by=SYSTEM, effective_from=clock.now() + timedelta(days=2))
    assert current_version_id("P") == first.version_id
    clock.advance(timedelta(days=3))
    assert current_version_id("P") == second.version_id


def test_what_cannot_run_is_refused_with_its_element_in_both_languages(cast: Cast) -> None:
    wrong = {**APPROVAL_TASKS, "Agree": person_task("mouo_officer@mouo", form="missing", kind="agree")}
    with pytest.raises(PublishRefused) as refused:
        publish(APPROVAL, wrong)
    finding = next(finding for finding in refused.value.findings if finding.is_error)
    assert finding.element == "Agree"
    assert finding.ru
    assert finding.en
    with pytest.raises(NotFound):
        get_process("P")
    assert list_processes() == ()


def test_packing_keeps_every_byte_and_the_hash_sees_every_part(cast: Cast) -> None:
    package = make_package(APPROVAL, APPROVAL_TASKS)
    assert unpack(pack(package)) == package
    changed = make_package(APPROVAL, APPROVAL_TASKS)
    assert fingerprint(changed, "P") == fingerprint(package, "P")
    changed.forms["request"]["components"][0]["label"] = "Иначе"  # type: ignore[index]
    assert fingerprint(changed, "P") != fingerprint(package, "P")


def test_settings_are_values_with_unit_and_source(cast: Cast) -> None:
    published = publish(APPROVAL, APPROVAL_TASKS, **{"setting:agree_days": "5 | рабочих дней | [DEF] согласование"})
    setting = settings_of(published.version_id)["agree_days"]
    assert (setting.value, setting.unit, setting.source) == (Decimal(5), "рабочих дней", "[DEF] согласование")
    read = read_settings(
        {"soglas:setting:by": "05-31 | день | x", "soglas:setting:share": "12,5", "soglas:kind": "fill"}
    )
    assert settings_variable(read) == {"by": "05-31", "share": Decimal("12.5")}


def test_people_may_start_what_their_post_starts_for_organisations_that_fit(cast: Cast) -> None:
    publish_approval()
    own = list_startable(cast.viewer("north-1.admin"))
    assert [(row.key, row.organisation_id, row.role) for row in own] == [("P", cast.id("north-1"), "school_admin")]
    below = list_startable(cast.viewer("north.officer"))
    assert {row.organisation_id for row in below} >= {cast.id("north-1"), cast.id("north-2")}
    assert cast.id("south-5") not in {row.organisation_id for row in below}
    assert list_startable(cast.viewer("north-1.parents")) == ()


def test_gaps_name_the_organisation_the_task_and_the_missing_role(cast: Cast) -> None:
    tasks = {**APPROVAL_TASKS, "Agree": person_task("mouo_expert@mouo", kind="agree")}
    version_id = publish(APPROVAL, tasks).version_id
    assert list_gaps(version_id) == ()
    from app.organisation.commands import end_membership
    from app.organisation.queries import memberships_of

    (membership,) = memberships_of(cast.person("south.expert").id)
    end_membership(membership.id, last_day=clock.now().date() - timedelta(days=1), ended_by=SYSTEM)
    gaps = [gap for gap in list_gaps(version_id) if gap.organisation_id == cast.id("south-5")]
    assert [(gap.element_name, gap.role, gap.place_organisation_name) for gap in gaps] == [
        ("Согласовать заявку", "mouo_expert", "Южный район")
    ]
    make_person("new.expert", "Новый эксперт", (Role.MOUO_EXPERT, "south"))
    assert list_gaps(version_id) == ()


def test_an_unknown_or_retired_process_cannot_be_started(cast: Cast) -> None:
    from sqlalchemy import update

    from app.foundation.database import db
    from app.processes.models import Process

    with pytest.raises(NotFound):
        current_version_id("nothing")
    publish_approval()
    db.session.execute(update(Process).values(is_retired=True))
    db.session.commit()
    with pytest.raises(Conflict):
        current_version_id("P")


def shipped(folder: Path) -> list[str]:
    """Copy two shipped processes with all their tables and forms; others may be drawn at this moment."""
    for kind in ("bpmn", "forms"):
        (folder / kind).mkdir()
        for found in [*(ROOT / kind).glob("staffing-*"), *(ROOT / kind).glob("programme-[rt]*")]:
            if found.stem.endswith("-measure"):
                continue  # how a plan carries the process out: it calls what is not copied here
            copy = copytree if found.is_dir() else copyfile
            copy(found, folder / kind / found.name)
    return [str(folder / "bpmn"), str(folder / "forms")]


def test_the_shipped_library_is_deployed_by_the_command(app: Flask, tmp_path: Path) -> None:
    folders = shipped(tmp_path)
    result = app.test_cli_runner().invoke(deploy, [*folders, "--json", "--note", "первая"])
    assert result.exit_code == 0, result.output
    published = json.loads(result.output)["published"]
    assert {one["process"] for one in published} >= {"staffing-approval", "programme-review"}
    assert all(one["ok"] and one["is_new"] for one in published)
    again = json.loads(app.test_cli_runner().invoke(deploy, [*folders, "--json"]).output)["published"]
    assert not any(one["is_new"] for one in again)
    assert get_process("staffing-approval").number_prefix == "ШР"


def test_a_refused_file_is_said_and_exits_with_one(app: Flask, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.bpmn"
    wrong.write_text("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", encoding="utf-8")
    result = app.test_cli_runner().invoke(deploy, [str(wrong), "--json"])
    assert result.exit_code == 1
    findings = json.loads(result.output)["published"][0]["findings"]
    assert findings[0]["ru"]
    assert "root:" not in result.output


def test_a_folder_gives_each_diagram_what_it_calls(tmp_path: Path) -> None:
    found = library_packages([Path(folder) for folder in shipped(tmp_path)])
    packages = {package.main_process_id(): package for package in found}
    staffing = packages["staffing-approval"]
    assert [file.name for file in staffing.decisions] == ["staffing-terms.dmn"]
    assert all(form.startswith("staffing-approval") for form in staffing.forms)
