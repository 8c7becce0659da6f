"""Who may use the chat page: a browser on this machine, and no other site that it has open."""

from pathlib import Path

import pytest
from flask import Flask

from models.store import Store
from tests.bot.chat_office import HOME, NOW, Browser, FakeDemo, chat_app, furnish, new_key
from tests.fakes.platform import Clock

MESSAGE = {"account": "cz01", "key": new_key(), "text": "帮助"}


@pytest.fixture
def app(sqlite_store: Store, tmp_path: Path) -> Flask:
    """An application with the page and the demo's clock."""
    furnish(sqlite_store)
    return chat_app(sqlite_store, tmp_path, Clock(NOW), FakeDemo(Clock(NOW)))


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_a_local_name_is_served(app: Flask, host: str) -> None:
    assert app.test_client().get("/chat", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.5:8000",
        "",
        "::1",
    ],
)
def test_a_name_that_merely_resolves_to_this_machine_is_refused(app: Flask, host: str) -> None:
    answer = app.test_client().get("/chat", headers={"Host": host})

    assert answer.status_code in (400, 404)
    assert "chat-token" not in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_every_form_of_the_loopback_address_is_this_machine(app: Flask, address: str) -> None:
    answer = app.test_client().get("/chat", base_url=HOME, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.5", "192.168.1.2", "::ffff:10.0.0.5", "", "localhost"])
def test_no_address_of_the_page_is_there_for_another_machine(app: Flask, address: str) -> None:
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if str(rule.endpoint).startswith("chat.")]

    assert len(rules) >= 9
    for rule in rules:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        path = rule.rule.replace("<name>", "chat.js")
        answer = client.open(path, method=method, base_url=HOME, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == 404, path


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"])
@pytest.mark.parametrize("proxies", [0, 1])
def test_what_came_through_a_proxy_is_not_from_this_machine(
    sqlite_store: Store, tmp_path: Path, header: str, proxies: int
) -> None:
    furnish(sqlite_store)
    app = chat_app(sqlite_store, tmp_path, Clock(NOW), proxies=proxies)

    assert app.test_client().get("/chat", base_url=HOME, headers={header: "127.0.0.1"}).status_code == 404
    assert app.test_client().get("/chat", base_url=HOME).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"X-Chat-Token": "guess"},
        {"X-Chat-Token": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_change_that_another_page_sends_is_refused(app: Flask, wrong: dict[str, str]) -> None:
    browser = Browser(app)
    right = browser.client.post("/chat/messages", base_url=HOME, headers=browser.headers, json=MESSAGE)
    answer = browser.client.post("/chat/messages", base_url=HOME, headers=browser.headers | wrong, json=MESSAGE)

    assert (right.status_code, answer.status_code) == (200, 403)


def test_a_change_without_any_sign_of_its_page_is_refused(app: Flask) -> None:
    browser = Browser(app)
    token = {"X-Chat-Token": browser.headers["X-Chat-Token"]}

    assert browser.client.post("/chat/messages", base_url=HOME, headers=token, json=MESSAGE).status_code == 403


def test_an_older_browser_that_tells_only_the_origin_may_write(app: Flask) -> None:
    browser = Browser(app)
    headers = {name: value for name, value in browser.headers.items() if name != "Sec-Fetch-Site"}

    assert browser.client.post("/chat/messages", base_url=HOME, headers=headers, json=MESSAGE).status_code == 200


def test_the_token_of_one_browser_is_of_no_use_to_another(app: Flask) -> None:
    mine, other = Browser(app), Browser(app)
    headers = other.headers | {"X-Chat-Token": mine.headers["X-Chat-Token"]}

    assert other.client.post("/chat/messages", base_url=HOME, headers=headers, json=MESSAGE).status_code == 403


def test_a_browser_keeps_its_token_when_the_page_is_opened_again(app: Flask) -> None:
    browser = Browser(app)

    assert browser.headers["X-Chat-Token"] in browser.get("/chat").text
    assert browser.say("cz01", "帮助").status_code == 200


@pytest.mark.parametrize("path", ["/chat/news?account=cz01", "/chat/people", "/chat/page/chat.js"])
def test_another_page_cannot_have_the_browser_read_for_it(app: Flask, path: str) -> None:
    browser = Browser(app)

    assert browser.get(path, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.get(path).status_code == 200


def test_a_link_from_elsewhere_opens_the_page(app: Flask) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert app.test_client().get("/chat", base_url=HOME, headers=headers).status_code == 200
