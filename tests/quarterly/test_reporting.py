"""The quarterly report from the clock to the region: opening, filling in, signing, returning, adding up, debtors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, or_, select, update

from app.audit.models import SYSTEM
from app.centres.models import Centre, CentreState
from app.engine.models import Case, Job
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, InvalidInput, NotFound
from app.organisation.commands import create_organisation
from app.organisation.models import Organisation, OrganisationKind
from app.quarterly.commands import end_reporting, introduce_reporting, open_quarter, remind_debtors
from app.quarterly.models import QuarterlySignature, ReportingOrder
from app.quarterly.policy.figures import share_covered, together
from app.quarterly.policy.quarters import Quarter, find_quarter, quarter_of
from app.quarterly.queries.level import level_of, summaries_below
from app.quarterly.queries.orders import centres_asked
from app.roadmaps.commands import approve_facts, enter_fact, open_by_hand, open_what_is_due
from app.roadmaps.models import IndicatorFact, MeasureOccurrence, OccurrenceState
from tests.cast import Cast
from tests.quarterly import stage
from tests.quarterly.stage import (
    OCTOBER,
    SEPTEMBER,
    THIRD,
    accept,
    ask,
    case_of,
    hand_in,
    open_due,
    sign,
    task_of,
    values_of,
)
from tests.roadmaps.stage import apply, carried_out, rows
from tests.roadmaps.stage import do as do_measure


def test_quarters_and_rules() -> None:
    assert [quarter_of(date(2026, month, 1)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert Quarter(2026, 4).after == Quarter(2027, 1)
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    dues = [Quarter(2020, number).due(5) for number in range(1, 5)]
    assert dues == [date(2020, 4, 5), date(2020, 7, 5), date(2020, 10, 5), date(2021, 1, 5)]
    assert (find_quarter("2026-Q3"), find_quarter("2026-Q5"), find_quarter("x")) == (THIRD, None, None)
    assert together("mean", [Decimal(1), Decimal(2), Decimal(2)]) == Decimal("1.67")
    assert together("sum", [Decimal(1), Decimal(2)]) == 3
    assert together("none", [Decimal(1)]) is None
    assert share_covered({"pupils_covered": Decimal(1), "pupils_total": Decimal(3)}) == Decimal("33.3")
    assert share_covered({"pupils_covered": Decimal(1), "pupils_total": Decimal(0)}) is None


def test_reports_open_by_themselves_on_the_first_day_after_the_quarter(cast: Cast) -> None:
    with clock.travel(SEPTEMBER):
        ask(cast)
        assert (
            open_due(worker=True) == []
        )  # the third quarter goes on, and the second lies before the first one asked for
    with clock.travel(OCTOBER):
        created = create_organisation(
            kind=OrganisationKind.CENTRE, code="new", name="Новый центр", short_name="Новый",
            parent_id=cast.id("south-5"), created_by=SYSTEM,
        )  # fmt: skip
        opened = open_due(worker=True)
        assert created.id not in {row.organisation_id for row in opened}
        assert {(row.organisation_id, row.is_summary, row.due) for row in opened} == {
            *((cast.id(f"{code}-centre"), False, date(2026, 10, 5)) for code in stage.CENTRES),
            *((cast.id(code), True, date(2026, 10, 10)) for code in ("north", "south")),
        }
        assert next(row for row in opened if row.is_summary).safe_due == date(2026, 10, 9)
    with clock.travel(datetime(2026, 10, 2, 3, tzinfo=UTC)):
        assert len(open_due(worker=True)) == 5
        end_reporting(db.session.scalars(select(ReportingOrder.id)).one(), ended_by=cast.viewer("region.officer"))
    with clock.travel(datetime(2027, 1, 2, 3, tzinfo=UTC)):
        assert len(open_due(worker=True)) == 5


def test_missed_quarters_are_opened_late_once_and_a_year_back_at_most(cast: Cast) -> None:
    with clock.travel(datetime(2025, 3, 15, 3, tzinfo=UTC)):
        ask(cast, "north", "north.head", first="2025-Q1")
        db.session.execute(update(Organisation).values(created_at=clock.now()))
        db.session.commit()
    with clock.travel(OCTOBER):  # no worker ran for a year and a half
        assert open_quarter(limit=3) == (3, True)
        first = open_due()[-3:]
        assert {one.period for one in first} == {"2026-Q3"}, "what is due now does not wait for what is late"
        everything = open_due(worker=True)
        assert sorted({one.period for one in everything}) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
        assert len(everything) == 4 * 3
        assert len(open_due(worker=True)) == 4 * 3
        late = case_of(cast, "north-1-centre", Quarter(2026, 1))
        assert values_of(late)["opened_late"] == "01.10.2026"
        assert values_of(case_of(cast, "north-1-centre"))["opened_late"] == ""
        assert task_of(late).legal_date == date(2026, 4, 5)
        level = level_of(cast.id("north"), Quarter(2026, 1))
        assert {(one.opened_late, one.late) for one in level.debtors} == {(date(2026, 10, 1), 126)}, "in working days"
        assert {one.opened_late for one in level_of(cast.id("north"), THIRD).standings} == {None}


def test_a_centre_written_down_late_reports_when_it_was_there(cast: Cast) -> None:
    with clock.travel(SEPTEMBER):
        ask(cast, "north", "north.head")
    with clock.travel(OCTOBER):
        made = {
            code: create_organisation(
                kind=OrganisationKind.CENTRE, code=f"{code}-late", name=f"Центр {code}", short_name=code,
                parent_id=cast.id(code), created_by=SYSTEM,
            ).id
            for code in ("north-1", "north-2", "south-5")
        }  # fmt: skip
        open_due()
        db.session.add(
            Centre(
                case_id=case_of(cast, "north-1-centre"),
                organisation_id=made["north-1"],
                state=CentreState.WORKING,
                opened_on=date(2026, 9, 1),
                listed_at=clock.now(),
                changed_at=clock.now(),
            )
        )
        db.session.commit()
        ask(cast, "south", "south.head")  # whoever is there when the reporting is introduced is asked
        asked = {node.id for place in ("north", "south") for node, _order in centres_asked(cast.id(place), THIRD)}
    assert made["north-1"] in asked
    assert made["south-5"] in asked
    assert made["north-2"] not in asked


def test_who_asks_and_what_is_refused(cast: Cast) -> None:
    with pytest.raises(NotFound):
        ask(cast, "north", "north-1.director")
    with pytest.raises(NotFound):
        ask(cast, "south", "north.head")
    with pytest.raises(InvalidInput) as wrong:
        introduce_reporting(
            cast.id("north"), first_period="", basis=" ", introduced_by=cast.viewer("north.head"), due_day=12
        )
    assert set(dict(wrong.value.facts["problems"])) == {"first_period", "basis", "summary_day"}  # type: ignore[call-overload]
    ask(cast, "north", "north.head")
    with pytest.raises(Conflict):
        ask(cast, "north", "north.head")
    with pytest.raises(NotFound):
        end_reporting(db.session.scalars(select(ReportingOrder.id)).one(), ended_by=cast.viewer("south.head"))


def test_a_report_begins_with_evidence_facts_and_the_last_report(cast: Cast) -> None:
    with clock.travel(datetime(2026, 6, 1, 3, tzinfo=UTC)):
        ask(cast, first="2026-Q2")
        done = apply("tochka-rosta-tz", cast.id("north"), 2026)
    with clock.travel(datetime(2026, 7, 1, 3, tzinfo=UTC)):
        open_due()
        second = case_of(cast, "north-1-centre", Quarter(2026, 2))
        figures = [{**one, "value": 7, "note": ""} for one in values_of(second)["figures"]]
        stage.do(cast, second, "north-1-centre.head", {"figures": figures, "report_rows": [], "problems": ""})
        sign(cast, second, "north-1.director")
        accept(cast, second, "north.officer")
    with clock.travel(SEPTEMBER):
        enter_fact(
            "tr-i2", organisation_id=cast.id("north-1"), period="2026", value="64", evidence="Приказ № 41",
            entered_by=cast.viewer("north-1.admin").actor(),
        )  # fmt: skip
        mine = [one for one in rows(done.roadmap_id) if one.organisation_id == cast.id("north-1-centre")]
        quarter = [one for one in mine if THIRD.first <= one.due <= THIRD.last]
        chosen = next(one for one in quarter if one.state is OccurrenceState.AHEAD)
        open_by_hand(done.roadmap_id, [chosen.id], opened_by=cast.viewer("north.head").actor())
        case_id = next(one for one in rows(done.roadmap_id) if one.id == chosen.id).case_id
        do_measure(case_id, carried_out(chosen, on=date(2026, 9, 10)))
        do_measure(case_id, {}, outcome="approve")
    with clock.travel(OCTOBER):
        open_due()
        values = values_of(case_of(cast, "north-1-centre"))
    accepted = next(one for one in rows(done.roadmap_id) if one.id == chosen.id)
    number = db.session.scalar(select(Case.number).where(Case.id == case_id))
    assert accepted.state is OccurrenceState.DONE
    first = next(one for one in values["report_rows"] if one["fact"] == "Исполнено по плану")
    assert first["state"] == "done"
    assert number in first["filled_from"]
    reported = [one for one in values["report_rows"] if one["filled_from"].startswith("Принятый квартальный отчёт")]
    assert {one["number"] for one in reported} == {"43", "9"}
    assert len(values["report_rows"]) == len(quarter)
    by_code = {one["code"]: one for one in values["figures"]}
    assert (by_code["programmes"]["value"], by_code["programmes"]["given"]) == (7, "7")
    assert by_code["programmes"]["filled_from"].startswith("Прошлый отчёт, дело КВ-2026-")
    assert by_code["trained"]["value"] is None
    assert by_code["trained"]["filled_from"].endswith("В прошлом отчёте: 7")
    assert by_code["tr-i2"]["value"] == 64
    assert "Приказ № 41" in by_code["tr-i2"]["filled_from"]
    assert values["last_report"].startswith("за II квартал 2026 года, дело КВ")


def test_a_report_is_signed_returned_and_accepted(cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        case_id = stage.write(cast, "north-1", {"pupils_covered": 60, "pupils_total": 100})
        with pytest.raises(InvalidInput):  # the task alone is not enough: the report is signed on its page
            stage.do(cast, case_id, "north-1.director", {}, "approve")
        with pytest.raises(NotFound):
            sign(cast, case_id, "north-2.director")
        sign(cast, case_id, "north-1.director")
        accept(cast, case_id, "north.officer", "return")
        level = level_of(cast.id("north-1"), THIRD)
        assert [(one.stage, one.owes) for one in level.standings] == [("returned", True)]
        stage.write(cast, "north-1", {"pupils_covered": 70, "pupils_total": 100})
        with pytest.raises(InvalidInput):  # the first signature was given to other numbers
            stage.do(cast, case_id, "north-1.director", {}, "approve")
        sign(cast, case_id, "north-1.director")
        with pytest.raises(NotFound):
            accept(cast, case_id, "south.officer")
        accept(cast, case_id, "north.officer")
        (one,) = level_of(cast.id("north-1"), THIRD).standings
    assert (one.stage, one.late, one.signed_by) == ("accepted", 0, "Директор, СОШ № 1")
    assert one.content["figures"][0]["value"] == 70
    signed = db.session.scalars(select(QuarterlySignature).order_by(QuarterlySignature.id)).all()
    assert len({row.sha256 for row in signed}) == 2
    assert {(row.confirmed_by, row.person_id) for row in signed} == {("password", cast.person("north-1.director").id)}


def test_figures_come_together_by_their_rules_up_to_the_region(cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        hand_in(cast, "north-1", {"pupils_covered": 60, "pupils_total": 100, "satisfaction": 80})
        hand_in(cast, "north-2", {"pupils_covered": 30, "pupils_total": 200, "satisfaction": 95})
        hand_in(cast, "south-5", {"pupils_covered": 10, "pupils_total": 100, "satisfaction": 50})
        found = {
            place: {one.code: one.value for one in level_of(cast.id(place), THIRD).figures}
            for place in ("north", "region")
        }
        summary = case_of(cast, "north")
        stage.do(cast, summary, "north.officer", {"results": "Отчитались все", "debtors_words": ""})
        sign(cast, summary, "north.head")
        (own,) = [one for one in summaries_below(cast.id("region"), THIRD) if one.node.id == cast.id("north")]
        assert own.stage == "checking"
        accept(cast, summary, "region.officer")
        states = {one.node.code: one.stage for one in summaries_below(cast.id("region"), THIRD)}
    assert found["north"]["pupils_covered"] == 90
    assert found["north"]["coverage"] == 30  # of the sums: the mean of 60 and 15 would be 37.5
    assert found["north"]["satisfaction"] == Decimal("87.5")
    assert (found["region"]["pupils_covered"], found["region"]["satisfaction"]) == (100, 75)
    assert states == {"north": "accepted", "south": "filling"}
    signed = own.content["figures"]
    assert next(one for one in signed if one["code"] == "pupils_covered")["value"] == 90
    assert own.content["reports"] == [cast.id("north-1-centre"), cast.id("north-2-centre")]


def test_accepted_figures_of_indicators_become_facts_unless_frozen(cast: Cast) -> None:
    with clock.travel(SEPTEMBER):
        ask(cast)
        done = apply("tochka-rosta-tz", cast.id("north"), 2026)
        assert any(one.measure == "tr1-31c" for one in rows(done.roadmap_id))
    with clock.travel(OCTOBER):
        open_due()
        codes = {one["code"] for one in values_of(case_of(cast, "north-1-centre"))["figures"]}
        assert "tr-i1" in codes
        case_id = hand_in(cast, "north-1", {"tr-i1": 88, "tr-i2": 4})
        centre = IndicatorFact.organisation_id == cast.id("north-1-centre")
        fact = db.session.scalars(select(IndicatorFact).where(centre, IndicatorFact.indicator == "tr-i1")).one()
        assert (fact.value, fact.period, fact.case_id) == ("88", "2026", case_id)
        head = cast.viewer("north.head").actor()
        frozen = enter_fact(
            "tr-i2",
            organisation_id=cast.id("north-2-centre"),
            period="2026",
            value="5",
            evidence="Акт",
            entered_by=SYSTEM,
        )
        assert approve_facts("tr-i2", organisation_id=cast.id("north"), period="2026", approved_by=head) == 2
        hand_in(cast, "north-2", {"tr-i2": 6})
        db.session.refresh(frozen)
        assert frozen.value == "5"


def test_a_row_of_a_plan_that_asks_for_the_report_opens_no_second_case(cast: Cast) -> None:
    with clock.travel(SEPTEMBER):
        ask(cast, "north", "north.head")
        done = apply("tochka-rosta-tz", cast.id("north"), 2026)
        other = apply("tochka-rosta-tz", cast.id("south"), 2026)
    asked = ("tr1-43c", "tr2-09c")
    due = date(2026, 10, 5)
    with clock.travel(OCTOBER):
        open_due()
        db.session.execute(
            delete(MeasureOccurrence).where(
                or_(
                    MeasureOccurrence.measure.not_in(asked), MeasureOccurrence.due != due
                )  # the rest is not asked about
            )
        )
        db.session.commit()
        assert open_what_is_due() == (2, False)  # the south has no order: its plan opens both rows itself
        assert {one.state for one in rows(other.roadmap_id)} == {OccurrenceState.OPEN}
        assert {(one.state, one.opens_on) for one in rows(done.roadmap_id)} == {
            (OccurrenceState.AHEAD, date(2026, 10, 2))
        }
        mine = rows(done.roadmap_id)
        head = cast.viewer("north.head").actor()
        refused = open_by_hand(done.roadmap_id, [one.id for one in mine], opened_by=head)
        assert [one.case_id for one in refused] == [None] * 4
        assert {one.kept for one in refused} == {
            "Исполняет квартальный отчёт, III квартал 2026 года: он открывается сам, 1 октября."
        }
        assert {(one.state, one.problem, one.tries) for one in rows(done.roadmap_id)} == {
            (OccurrenceState.AHEAD, "", 0)
        }
        theirs = [one.id for one in rows(other.roadmap_id)]
        assert not any(one.kept for one in open_by_hand(other.roadmap_id, theirs, opened_by=SYSTEM))
        hand_in(cast, "north-1", {})
    north = {one.organisation_id: one.state for one in rows(done.roadmap_id)}
    assert north[cast.id("north-1-centre")] is OccurrenceState.DONE
    assert north[cast.id("north-2-centre")] is OccurrenceState.AHEAD


def test_debtors_are_named_with_their_days_and_reminded_once_a_day(cast: Cast) -> None:
    with clock.travel(OCTOBER):
        ask(cast)
        open_due()
        hand_in(cast, "north-1", {})
    with clock.travel(datetime(2026, 10, 9, 3, tzinfo=UTC)):
        north, officer = level_of(cast.id("north"), THIRD), cast.viewer("north.officer")
        assert [(one.node.code, one.late) for one in north.debtors] == [("north-2-centre", 4)]
        region = level_of(cast.id("region"), THIRD)
        assert [one.node.code for one in region.debtors] == ["north-2-centre", "south-5-centre"]
        with pytest.raises(NotFound):
            remind_debtors(cast.id("south"), THIRD, reminded_by=officer)
        before = db.session.scalars(select(Job.id).where(Job.kind == "notice")).all()
        assert remind_debtors(cast.id("north"), THIRD, reminded_by=officer) == 1
        told = db.session.scalars(select(Job).where(Job.kind == "notice", Job.id.not_in(before))).one()
        people = {cast.person(login).id for login in ("north-2-centre.head", "north-2.admin")}
        assert set(told.payload["to"]) == people
        assert remind_debtors(cast.id("north"), THIRD, reminded_by=officer) == 0
    with clock.travel(datetime(2026, 10, 10, 4, tzinfo=UTC)):
        assert remind_debtors(cast.id("north"), THIRD, reminded_by=officer) == 1
