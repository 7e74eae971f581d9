"""What every page has, and what people see when something is refused or fails."""

from __future__ import annotations

import pytest
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError

from app.access.policy import public
from app.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound, Stopped
from tests.checked_client import CheckedClient, page_of, words_of
from tests.conftest import make_app

REFUSALS = {
    "missing": NotFound(),
    "not-allowed": NotAllowed("Решает начальник комитета.", help="Комитет образования Северного района"),
    "conflict": Conflict(),
    "invalid": InvalidInput(problems={"why": "Напишите причину"}),
    "stopped": Stopped("Условие «Средств хватает?» не вычислить.", incident_id=17),
    "csrf": CSRFError("expired"),
}


@pytest.fixture(scope="module")
def pages_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application of its own, without tables, with one more route that refuses as it is asked."""
    var = tmp_path_factory.mktemp("pages")
    app = make_app(var, f"sqlite:///{var / 'soglas.db'}")

    @app.route("/refuse/<kind>", methods=["GET", "POST"])
    @public
    def refuse(kind: str) -> Response:
        if kind in REFUSALS:
            raise REFUSALS[kind]
        if kind == "failure":
            raise RuntimeError("секрет: пароль от базы")
        if kind.isdecimal():
            abort(int(kind))
        return Response(request.method)

    app.test_client_class = CheckedClient
    return app


@pytest.fixture
def client(pages_app: Flask) -> FlaskClient:
    """A browser of nobody that asks for Russian."""
    client = pages_app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


@pytest.mark.parametrize(
    ("kind", "status", "heading"),
    [
        ("missing", 404, "Страницы нет или она вам не видна"),
        ("404", 404, "Страницы нет или она вам не видна"),
        ("not-allowed", 403, "Это действие вам недоступно"),
        ("403", 403, "Это действие вам недоступно"),
        ("conflict", 409, "Кто-то успел раньше: здесь уже всё изменилось"),
        ("invalid", 422, "Не принято: нужно исправить"),
        ("csrf", 400, "Страница была открыта слишком долго"),
        ("400", 400, "Страница отправлена в непонятном виде"),
        ("413", 413, "Файлы слишком большие"),
        ("429", 429, "Слишком часто: подождите немного"),
        ("405", 405, "Так эту страницу открыть нельзя"),
        ("stopped", 500, "Ответ сохранён, но дело не смогло пойти дальше"),
        ("failure", 500, "Не получилось: ошибка на нашей стороне"),
    ],
)
def test_each_refusal_has_its_page(client: FlaskClient, kind: str, status: int, heading: str) -> None:
    response = client.post(f"/refuse/{kind}")
    assert response.status_code == status
    assert words_of(page_of(response).xpath("//h1")[0]) == heading


def test_a_refusal_says_who_can_help(client: FlaskClient) -> None:
    page = page_of(client.get("/refuse/not-allowed"))
    assert "Решает начальник комитета." in words_of(page.xpath("//main")[0])
    assert "Комитет образования Северного района" in words_of(page.xpath("//aside")[0])


@pytest.mark.parametrize("kind", ["conflict", "csrf", "failure", "not-allowed"])
def test_what_was_typed_comes_back_on_the_page(client: FlaskClient, kind: str) -> None:
    response = client.post(
        f"/refuse/{kind}", data={"why": "Приложите расчёт", "csrf_token": "abcdefgh", "password": "тайна"}
    )
    kept = [words_of(quote) for quote in page_of(response).xpath("//blockquote")]
    assert kept == ["Приложите расчёт"]


def test_a_failure_shows_a_number_and_nothing_of_the_inside(client: FlaskClient) -> None:
    text = client.get("/refuse/failure").get_data(as_text=True)
    assert "Обращение " in text
    assert "секрет" not in text
    assert "Traceback" not in text


def test_an_incident_is_named_so_that_the_administrator_finds_it(client: FlaskClient) -> None:
    assert "И-17" in client.get("/refuse/stopped").get_data(as_text=True)


def test_too_many_attempts_are_told_when_to_come_back(client: FlaskClient) -> None:
    assert int(client.get("/refuse/429").headers["Retry-After"]) > 0


def test_a_script_gets_a_refusal_as_json(client: FlaskClient) -> None:
    response = client.get("/refuse/conflict", headers={"Accept": "application/json"})
    assert response.status_code == 409
    assert response.get_json()["error"].startswith("Кто-то успел раньше")


def test_an_unknown_address_is_a_page_too(client: FlaskClient) -> None:
    assert client.get("/no/such/page").status_code == 404


def test_pages_that_were_not_built_still_refuse_in_words(
    client: FlaskClient, pages_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> str:
        raise RuntimeError("not built")

    monkeypatch.setitem(pages_app.jinja_env.globals, "asset_tags", missing)
    response = FlaskClient.open(client, "/refuse/missing")
    assert response.status_code == 404
    assert "Страницы нет" in response.get_data(as_text=True)


def test_the_help_page_is_in_order_in_both_languages(client: FlaskClient) -> None:
    assert "Клавиши" in client.get("/help").get_data(as_text=True)
    assert ">Keys<" in client.get("/help", headers={"Accept-Language": "en"}).get_data(as_text=True)


def test_a_page_says_its_language_and_keeps_scripts_to_its_nonce(client: FlaskClient) -> None:
    response = client.get("/help")
    assert page_of(response).get("lang") == "ru"
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
