"""The way in for callbacks: size before anything else, methods, parameters, headers, and nothing but callbacks."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gate import MOST_PARAMETERS, CallbackGate, Environ, Headers, StartResponse
from bot.pipeline import Pipeline
from bot.platform import BODY_LIMIT, Answer, Received, Refused, Request, Response
from models.outbox import Content
from models.store import Store
from tests.factories import at
from tests.fakes.platform import Clock, FakePlatform

NOW = at("2026-11-20 16:07")


class Listener(FakePlatform):
    """A platform that keeps what it is handed and answers `answered` to everything."""

    def __init__(self, channel: str = "app") -> None:
        super().__init__(channel)
        self.requests: list[Request] = []
        self.answered = Response(200, "收到", "text/plain; charset=utf-8")

    def handshake(self, request: Request) -> Response:
        self.requests.append(request)
        return self.answered

    def receive(self, request: Request, now: datetime) -> Received:
        self.requests.append(request)
        return Received(None)

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        return Answer(self.answered)


class Body(io.BytesIO):
    """A request's body that knows how much of it was asked for."""

    asked: int | None = None

    def read(self, size: int | None = -1) -> bytes:
        self.asked = size
        return super().read(size)


class Answered:
    """What a request was answered with."""

    def __init__(self, gate: CallbackGate, environ: dict[str, Any]) -> None:
        self.status, self.headers = "", dict[str, str]()
        self.body = b"".join(gate(environ, self._start))

    def _start(self, status: str, headers: Iterable[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


class Door:
    """A gate with a listener behind it, and with an application behind the gate that counts its requests."""

    def __init__(self, store: Store, listener: Listener | None = None) -> None:
        self.listener = listener or Listener()
        self.passed: list[str] = []
        self.gate = CallbackGate(Pipeline(store, {"app": self.listener}, Clock(NOW)), self._behind)
        self.body = Body()

    def _behind(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.passed.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"page"]

    def __call__(
        self, path: str = "/callback/app", method: str = "POST", body: bytes = b"", query: str = "", **more: str
    ) -> Answered:
        """One request; without `CONTENT_LENGTH` among `more` it says the body's true size."""
        self.body = Body(body)
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query, "wsgi.input": self.body}
        return Answered(self.gate, {**environ, "CONTENT_LENGTH": str(len(body)), **more})

    @property
    def last(self) -> Request:
        """What reached the platform last."""
        return self.listener.requests[-1]


@pytest.fixture
def door(sqlite_store: Store) -> Door:
    """A gate, newly hung."""
    return Door(sqlite_store)


# Size


def test_a_body_of_one_mebibyte_is_taken_whole(door: Door) -> None:
    assert door(body=b"x" * BODY_LIMIT).status == "200 OK"
    assert len(door.last.body) == BODY_LIMIT


def test_a_body_that_says_it_is_larger_is_refused_unread(door: Door) -> None:
    assert door(body=b"x" * (BODY_LIMIT + 1)).status == "413 Request Entity Too Large"
    assert door.body.asked is None
    assert door.listener.requests == []


@pytest.mark.parametrize("path", ["/callback/app", "/callback/nowhere"])
def test_a_larger_body_that_does_not_say_so_is_refused_and_read_no_further(door: Door, path: str) -> None:
    assert door(path, body=b"x" * (3 * BODY_LIMIT), CONTENT_LENGTH="").status.startswith("413")
    assert door.body.tell() == BODY_LIMIT + 1
    assert door.listener.requests == []


def test_a_body_of_one_mebibyte_that_does_not_say_its_size_is_taken(door: Door) -> None:
    assert door(body=b"x" * BODY_LIMIT, CONTENT_LENGTH="").status == "200 OK"
    assert len(door.last.body) == BODY_LIMIT


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/callback/app", "/callback/nowhere"])
def test_the_size_is_looked_at_before_method_and_channel(door: Door, path: str, method: str) -> None:
    assert door(path, method, CONTENT_LENGTH=str(BODY_LIMIT + 1)).status.startswith("413")


def test_no_more_is_read_than_the_request_says(door: Door) -> None:
    door(body=b"first the body, then the next request", CONTENT_LENGTH="14")
    assert door.last.body == b"first the body"


@pytest.mark.parametrize("length", ["", "-1", "many", "1e3", "\u00b2", "0x10"])
def test_a_size_that_is_no_number_is_as_good_as_none(door: Door, length: str) -> None:
    assert door(body=b"abc", CONTENT_LENGTH=length).status == "200 OK"
    assert door.last.body == b"abc"


# Channel and method


@pytest.mark.parametrize(
    "path", ["/callback/", "/callback/nowhere", "/callback/app/", "/callback/app/x", "/callback//app"]
)
def test_a_channel_that_is_not_there_is_404(door: Door, path: str) -> None:
    assert door(path).status == "404 Not Found"
    assert door(path, "GET").status == "404 Not Found"
    assert door.listener.requests == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "post", ""])
def test_another_method_is_405(door: Door, method: str) -> None:
    assert door(method=method).status == "405 Method Not Allowed"
    assert door.listener.requests == []


def test_get_is_the_check_of_the_address_and_has_no_body(door: Door) -> None:
    assert door(method="GET", body=b"ignored", query="echostr=x").status == "200 OK"
    assert (door.last.method, door.last.body, door.last.query) == ("GET", b"", {"echostr": "x"})


@pytest.mark.parametrize("path", ["/", "/callback", "/healthz", "/callbacks/app", "/chat", ""])
def test_every_other_path_goes_on_to_the_application(door: Door, path: str) -> None:
    assert door(path).body == b"page"
    assert door.passed == [path]
    assert door.listener.requests == []


# Parameters and headers


def test_the_first_of_repeated_parameters_wins(door: Door) -> None:
    door(query="timestamp=1&nonce=n&timestamp=2&timestamp=3")
    assert door.last.query == {"timestamp": "1", "nonce": "n"}


def test_parameters_are_decoded_and_empty_ones_kept(door: Door) -> None:
    door(query="echostr=a%2Bb%3D%3D&name=%E9%87%91%E6%B9%96&empty=&bare&plus=a+b")
    assert door.last.query == {"echostr": "a+b==", "name": "金湖", "empty": "", "bare": "", "plus": "a b"}


def test_a_query_that_nobody_sends_is_none_at_all(door: Door) -> None:
    door(query="&".join(f"p{number}=1" for number in range(MOST_PARAMETERS)))
    assert len(door.last.query) == MOST_PARAMETERS
    door(query="&".join(f"p{number}=1" for number in range(MOST_PARAMETERS + 1)))
    assert door.last.query == {}


def test_headers_are_found_in_whatever_case(door: Door) -> None:
    door(HTTP_SIGN="s", HTTP_X_FORWARDED_FOR="10.0.0.1", CONTENT_TYPE="text/xml", CONTENT_LENGTH="0")
    headers = door.last.headers
    assert headers["sign"] == headers["Sign"] == headers["SIGN"] == "s"
    assert headers["x-forwarded-for"] == headers["X-Forwarded-For"] == "10.0.0.1"
    assert (headers["content-type"], headers["Content-Length"]) == ("text/xml", "0")
    assert headers.get("timestamp", "") == ""
    assert "timestamp" not in headers


def test_the_headers_can_be_gone_through() -> None:
    headers = Headers({"HTTP_SIGN": "s", "HTTP_X_REAL_IP": "10.0.0.1", "PATH_INFO": "/", "wsgi.input": None})
    assert dict(headers) == {"sign": "s", "x-real-ip": "10.0.0.1"}
    assert len(headers) == 2


# The answer


def test_the_answer_has_its_type_and_its_length_in_bytes(door: Door) -> None:
    answered = door()
    assert answered.body == "收到".encode()
    assert answered.headers == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "6",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(("status", "line"), [(400, "400 Bad Request"), (403, "403 Forbidden")])
def test_a_refusal_has_its_status_and_tells_nothing(
    sqlite_store: Store, status: int, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Strict(Listener):
        def receive(self, request: Request, now: datetime) -> Received:
            raise Refused(status, "签名不对")

    answered = Door(sqlite_store, Strict())(body=b"what was sent")
    assert (answered.status, answered.body) == (line, b"")
    assert "签名不对" in caplog.text and "what was sent" not in caplog.text


@given(
    path=st.text(max_size=30).map(lambda text: f"/callback/{text}"),
    method=st.sampled_from(["GET", "POST", "PUT"]),
    body=st.binary(max_size=50),
    query=st.text(max_size=80),
    length=st.one_of(st.none(), st.text(max_size=8)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_requests_are_answered(
    door: Door, path: str, method: str, body: bytes, query: str, length: str | None
) -> None:
    said = {} if length is None else {"CONTENT_LENGTH": length}
    assert door(path, method, body, query, **said).status[:3] in ("200", "404", "405", "413")
