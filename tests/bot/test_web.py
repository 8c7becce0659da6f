"""The web application: health and figures, hardened pages, and callbacks that never reach the framework."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient

from bot.pipeline import Pipeline
from bot.platform import BODY_LIMIT, Answer, Received, Request, Response
from bot.web import Part, create_app
from models.outbox import Content
from models.store import Store
from tests.factories import at
from tests.fakes.platform import Clock, FakePlatform

WELL = [Part("database", True), Part("calendar", True, "至2027年")]
HARD = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
}


class Silent(FakePlatform):
    """Answers nothing to everything."""

    def receive(self, request: Request, now: datetime) -> Received:
        return Received(None)

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        return Answer(Response())


def a_page() -> Blueprint:
    """A page that says who asks, and one that wants more room for itself."""
    page = Blueprint("page", __name__)

    @page.get("/who")
    def who() -> str:
        return f"{request.remote_addr} {request.scheme}"

    @page.post("/what")
    def what() -> str:
        return str(len(request.get_data()))

    @page.get("/framed")
    def framed() -> tuple[str, dict[str, str]]:
        return "", {"Content-Security-Policy": "default-src 'none'"}

    return page


def application(store: Store, parts: Sequence[Part] = WELL, trusted_proxies: int = 0) -> Flask:
    pipeline = Pipeline(store, {"app": Silent()}, Clock(at("2026-11-20 16:07")))
    return create_app(pipeline, lambda: parts, lambda: "baosong_items_total 3\n", [a_page()], trusted_proxies)


@pytest.fixture
def client(sqlite_store: Store) -> FlaskClient:
    """A browser before an office that is well."""
    return application(sqlite_store).test_client()


def test_health_names_every_part(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {
        "ok": True,
        "parts": [
            {"name": "database", "ok": True, "detail": ""},
            {"name": "calendar", "ok": True, "detail": "至2027年"},
        ],
    }


def test_one_part_that_fails_makes_it_503(sqlite_store: Store) -> None:
    answer = application(sqlite_store, [*WELL, Part("delivery", False, "停了10分钟")]).test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json is not None and answer.json["ok"] is False
    assert answer.json["parts"][2] == {"name": "delivery", "ok": False, "detail": "停了10分钟"}


def test_health_is_asked_anew_each_time(sqlite_store: Store) -> None:
    parts = [Part("delivery", False)]
    browser = application(sqlite_store, parts).test_client()
    assert browser.get("/healthz").status_code == 503
    parts[0] = Part("delivery", True)
    assert browser.get("/healthz").status_code == 200


def test_the_figures_are_plain_text(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "text/plain", "baosong_items_total 3\n")


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/who", "/nowhere"])
def test_every_answer_is_hardened(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in HARD} == HARD


def test_a_page_may_be_stricter_than_the_rest(client: FlaskClient) -> None:
    assert client.get("/framed").headers["Content-Security-Policy"] == "default-src 'none'"


def test_a_callback_goes_to_the_pipeline_and_not_through_the_framework(client: FlaskClient) -> None:
    answer = client.post("/callback/app", data=b"x")
    assert (answer.status_code, answer.text) == (200, "")
    assert "Referrer-Policy" not in answer.headers
    assert client.post("/callback/nowhere").status_code == 404
    assert client.get("/callback/app").status_code == 405
    assert client.put("/callback/app").status_code == 405
    assert client.post("/callback/app", data=b"x" * (BODY_LIMIT + 1)).status_code == 413


def test_pages_take_no_more_than_a_mebibyte_either(client: FlaskClient) -> None:
    assert client.post("/what", data=b"x" * BODY_LIMIT).text == str(BODY_LIMIT)
    assert client.post("/what", data=b"x" * (BODY_LIMIT + 1)).status_code == 413


def test_nobody_is_believed_about_where_a_request_comes_from(client: FlaskClient) -> None:
    said = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}
    assert client.get("/who", headers=said).text == "127.0.0.1 http"


def test_as_many_proxies_are_believed_as_are_configured(sqlite_store: Store) -> None:
    browser = application(sqlite_store, trusted_proxies=1).test_client()
    said = {"X-Forwarded-For": "1.2.3.4, 10.0.0.1", "X-Forwarded-Proto": "https"}
    assert browser.get("/who", headers=said).text == "10.0.0.1 https"
    assert browser.post("/callback/app", data=b"x", headers=said).status_code == 200


def test_nothing_else_is_served(client: FlaskClient) -> None:
    for path in ("/static/x", "/static/../manage.py", "/callback"):
        assert client.get(path).status_code == 404
