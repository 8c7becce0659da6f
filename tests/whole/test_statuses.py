"""What a callback is refused with, over real HTTP to a running program, and in which order the checks stand."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.config import DingtalkChannel, WecomChannel
from bot.platform import BODY_LIMIT, Request
from tests.fakes import dingtalk as ding
from tests.fakes import wecom
from tests.fakes.dingtalk_callbacks import message, signed, signed_json
from tests.fakes.dingtalk_callbacks import signed_text as ding_text
from tests.fakes.wecom_callbacks import signed_echo, signed_xml
from tests.fakes.wecom_callbacks import signed_text as wecom_text
from tests.whole.books import inbox_states, opened
from tests.whole.conftest import every_channel, new_program
from tests.whole.posting import LONGEST_SECONDS, post, read_answer
from tests.whole.program import Process, Program

APP: WecomChannel = wecom.channel_config(name="app")
ROBOT: DingtalkChannel = ding.channel_config(name="ding")
WITHOUT_CALLBACK = ("group", "ding-group", "console")
CALLED = ("app", "ding")


@pytest.fixture(scope="module")
def program(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An office with a channel of every kind; none reaches a platform."""
    return new_program(founded, tmp_path_factory.mktemp("statuses"), *every_channel())


@pytest.fixture(scope="module")
def process(program: Program) -> Iterator[Process]:
    """The office at work."""
    with program.running() as running:
        yield running


def now() -> datetime:
    return datetime.now(UTC)


def genuine(channel: str, text: str = "进度", key: str = "501", late: float = 0) -> Request:
    """A callback as it must be, of some seconds ago."""
    at = now() - timedelta(seconds=late)
    if channel == "ding":
        return ding_text(ROBOT, "staff01", text, key, at)
    return wecom_text(APP, "user01", text, key, at)


def without(request: Request, *names: str, **changes: str) -> Request:
    """The same callback without some of its query and headers, or with other ones."""
    query = {name: value for name, value in request.query.items() if name not in names}
    headers = {name: value for name, value in request.headers.items() if name not in names}
    into = headers if "sign" in request.headers else query
    into.update(changes)
    return Request(request.method, query, headers, request.body)


def status_of(process: Process, channel: str, request: Request) -> int:
    return post(process.port, channel, request).status


def raw_status(process: Process, *pieces: bytes) -> int:
    """What the program says to bytes as they are; it may answer before the last of them."""
    with socket.create_connection(("127.0.0.1", process.port), timeout=LONGEST_SECONDS) as connection:
        received = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass  # it has heard enough
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass  # it has hung up with some of ours unread; what it said before is the answer
        return read_answer(received)[0]


# 413


@pytest.mark.parametrize("channel", [*CALLED, *WITHOUT_CALLBACK, "nobody"])
def test_a_body_above_the_limit_is_refused_before_anything_else(process: Process, channel: str) -> None:
    assert status_of(process, channel, Request("POST", {}, {}, b"x" * (BODY_LIMIT + 1))) == 413


def test_a_body_of_exactly_the_limit_is_looked_at(process: Process) -> None:
    assert status_of(process, "app", Request("POST", {}, {}, b"x" * BODY_LIMIT)) == 403
    assert status_of(process, "nobody", Request("POST", {}, {}, b"x" * BODY_LIMIT)) == 404


def test_a_body_that_is_announced_as_too_long_is_refused_before_it_has_come(process: Process) -> None:
    head = b"POST /callback/app HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 9999999999\r\n\r\n"
    assert raw_status(process, head) == 413


def test_a_body_of_no_stated_length_is_refused_above_the_limit(process: Process) -> None:
    head = b"POST /callback/app HTTP/1.1\r\nhost: here\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert raw_status(process, head, *[chunk] * 17, b"0\r\n\r\n") == 413


def test_a_body_of_no_stated_length_is_read_up_to_the_limit(process: Process) -> None:
    request = genuine("app", key="511")
    path = f"/callback/app?{urlencode(request.query)}"
    head = f"POST {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    chunk = f"{len(request.body):x}\r\n".encode() + request.body + b"\r\n"
    assert raw_status(process, head, chunk, b"0\r\n\r\n") == 200


# 404 and 405


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("channel", ["nobody", "APP", "..", "app%00", "a" * 3000])
def test_a_channel_that_is_not_there_is_not_found(process: Process, method: str, channel: str) -> None:
    assert status_of(process, channel, Request(method, {}, {}, b"")) == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("channel", [*CALLED, *WITHOUT_CALLBACK])
def test_a_method_that_no_callback_has_is_refused(process: Process, method: str, channel: str) -> None:
    assert status_of(process, channel, Request(method, {}, {}, b"")) == 405


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("channel", WITHOUT_CALLBACK)
def test_a_channel_that_is_never_called_has_no_method(process: Process, method: str, channel: str) -> None:
    assert status_of(process, channel, Request(method, {}, {}, b"{}")) == 405


def test_dingtalk_checks_no_address(process: Process) -> None:
    assert status_of(process, "ding", Request("GET", {}, {}, b"")) == 405


# 403


@pytest.mark.parametrize("channel", CALLED)
def test_a_callback_without_a_signature_is_refused(process: Process, channel: str) -> None:
    request = genuine(channel)
    assert status_of(process, channel, without(request, "msg_signature", "sign")) == 403
    assert status_of(process, channel, Request("POST", {}, {}, request.body)) == 403
    assert status_of(process, channel, Request("POST", {}, {}, b"")) == 403


@pytest.mark.parametrize("channel", CALLED)
@pytest.mark.parametrize("signature", ["", "0" * 40, "签名", "a" * 5000])
def test_a_wrong_signature_is_refused(process: Process, channel: str, signature: str) -> None:
    if channel == "ding":
        signature = signature.encode().decode("latin-1")
    name = "sign" if channel == "ding" else "msg_signature"
    assert status_of(process, channel, without(genuine(channel), **{name: signature})) == 403


@pytest.mark.parametrize("channel", CALLED)
@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1.5", "1e9", "9" * 400, "0x10", " 1"])
def test_a_time_stamp_that_is_no_number_is_refused(process: Process, channel: str, timestamp: str) -> None:
    assert status_of(process, channel, without(genuine(channel), timestamp=timestamp)) == 403


@pytest.mark.parametrize("timestamp", ["soon", "", "9" * 40, "-5"])
def test_a_time_stamp_that_is_no_number_is_refused_though_it_is_signed(process: Process, timestamp: str) -> None:
    request = signed_xml(APP, "<xml></xml>", now(), timestamp=timestamp or " ")
    assert status_of(process, "app", request) == 403


@pytest.mark.parametrize(("channel", "window"), [("app", 600), ("ding", 3600)])
def test_the_time_stamp_must_lie_within_the_window(process: Process, channel: str, window: int) -> None:
    assert status_of(process, channel, genuine(channel, key="531", late=window - 30)) == 200
    assert status_of(process, channel, genuine(channel, key="532", late=30 - window)) == 200
    assert status_of(process, channel, genuine(channel, key="533", late=window + 30)) == 403
    assert status_of(process, channel, genuine(channel, key="534", late=-window - 30)) == 403


def test_a_message_for_another_receiver_is_refused(process: Process) -> None:
    assert status_of(process, "app", signed_xml(APP, "<xml></xml>", now(), corp_id="wwsomebodyelse")) == 403
    body = message(ROBOT, "staff01", "541", now(), "", {"msgtype": "text", "text": {"content": "进度"}})
    assert status_of(process, "ding", signed_json(ROBOT, body | {"robotCode": "dingsomebodyelse"}, now())) == 403


# 400


@pytest.mark.parametrize("body", [b"", b"nothing", b"<xml>", b"<xml></xml>", b"{}", b"\xff\xfe", b"<a><b>" * 500])
def test_an_outer_body_that_is_not_what_it_claims_is_refused(process: Process, body: bytes) -> None:
    query = genuine("app").query
    assert status_of(process, "app", Request("POST", query, {"content-type": "text/xml"}, body)) == 400
    if body != b"{}":
        assert status_of(process, "ding", signed(ROBOT, body, now())) == 400


def test_the_check_of_the_address_needs_an_echo(process: Process) -> None:
    echo = signed_echo(APP, "4242424242", now())
    assert post(process.port, "app", echo).body == "4242424242"
    assert status_of(process, "app", without(echo, "echostr")) == 400
    assert status_of(process, "app", without(echo, echostr="AAAA")) == 403


# 200


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "nothing",
        "<xml>",
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<!DOCTYPE a><a/>",
        "{}",
        "<a/>" * 99,
    ],
)
def test_senseless_content_in_a_valid_envelope_is_taken(process: Process, xml: str) -> None:
    assert status_of(process, "app", signed_xml(APP, xml, now())) == 200


@pytest.mark.parametrize(
    "body", [{}, {"msgtype": "text"}, {"text": 5}, {"senderId": []}, {"msgtype": {}, "senderStaffId": "staff01"}]
)
def test_a_senseless_object_with_a_valid_signature_is_taken(process: Process, body: dict[str, object]) -> None:
    assert status_of(process, "ding", signed_json(ROBOT, body, now())) == 200


def test_nothing_that_was_refused_is_kept(program: Program, process: Process) -> None:
    for channel in CALLED:
        refused = without(genuine(channel, key="599"), "msg_signature", "sign")
        assert status_of(process, channel, refused) == 403
        with opened(program.database) as store, store.read() as connection:
            assert "599" not in inbox_states(connection, channel)
