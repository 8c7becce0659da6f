import json
import logging
import socket
import ssl
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.http import AnswerTooLarge, Http
from bot.platform import SendError
from tests.fakes.http_server import Call, FaultyServer, Reply

SECRET = "secret-in-the-query"
FAULTS = ("down", "slow", "half", "http500", "redirect", "huge")


class Peer:
    """A server with one scripted fault, and the calls that reached it."""

    def __init__(self) -> None:
        self.fault = ""
        self.reply = Reply('{"errcode":0,"说明":"好"}'.encode())
        self.calls: list[Call] = []
        self.server = FaultyServer(self._answer, lambda call: self._note(call))

    def _note(self, call: Call) -> str:
        self.calls.append(call)
        return self.fault

    def _answer(self, call: Call) -> Reply:
        return self.reply


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()
    yield peer
    peer.server.stop()


def call(peer: Peer, timeout: float = 5.0) -> dict[str, object]:
    http = Http("企业微信", timeout)
    return http.request("POST", peer.server.url + "/send", params={"secret": SECRET}, body={"text": "报送"}).json()


def error_of(peer: Peer, timeout: float = 5.0) -> SendError:
    with pytest.raises(SendError) as caught:
        call(peer, timeout)
    return caught.value


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that is bound, so that nobody else takes it, but does not listen."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_a_body_goes_out_as_utf8_json_without_escapes(peer: Peer) -> None:
    assert call(peer) == {"errcode": 0, "说明": "好"}
    assert peer.calls[0].body == '{"text":"报送"}'.encode()
    assert peer.calls[0].headers["content-type"] == "application/json; charset=utf-8"


def test_half_of_a_surrogate_pair_does_not_stop_a_message(peer: Peer) -> None:
    Http("钉钉", 5).request("POST", peer.server.url, body={"text": "好\ud83d"})
    assert json.loads(peer.calls[0].body) == {"text": "好?"}


def test_headers_and_forms_and_plain_data_go_out_as_given(peer: Peer) -> None:
    http = Http("钉钉", 5)
    http.request("POST", peer.server.url, body={}, headers={"X-Token": "abc"})
    http.request("POST", peer.server.url, data=b"raw", headers={"Content-Type": "text/plain"})
    http.request("POST", peer.server.url, files={"media": ("a.png", b"picture", "image/png")})
    assert peer.calls[0].headers["x-token"] == "abc"
    assert (peer.calls[1].body, peer.calls[1].headers["content-type"]) == (b"raw", "text/plain")
    assert b'name="media"; filename="a.png"' in peer.calls[2].body
    assert b"picture" in peer.calls[2].body


def test_an_answer_that_refuses_with_400_is_handed_to_the_caller(peer: Peer) -> None:
    peer.reply = Reply(b'{"code":"invalidParameter"}', "Application/JSON;charset=utf-8", 400, {"X-Trace": "1"})
    answer = Http("钉钉", 5).request("GET", peer.server.url)
    assert (answer.status, answer.json(), answer.content_type) == (
        400,
        {"code": "invalidParameter"},
        "application/json",
    )
    assert answer.headers["x-trace"] == "1"


def test_a_redirect_is_never_followed(peer: Peer) -> None:
    peer.fault = "redirect"
    error = error_of(peer)
    assert (error.policy, error.ambiguous) == ("retry", False)
    assert len(peer.calls) == 1


@pytest.mark.parametrize("fault", ["down", "half", "http500", "huge"])
def test_a_call_that_may_have_taken_effect_is_ambiguous(peer: Peer, fault: str) -> None:
    peer.fault = fault
    error = error_of(peer)
    assert (error.policy, error.ambiguous) == ("retry", True)
    assert len(peer.calls) == 1


def test_a_slow_answer_is_ambiguous_and_ends_with_the_time_limit(peer: Peer) -> None:
    peer.fault = "slow"
    error = error_of(peer, timeout=0.1)
    assert (error.policy, error.ambiguous, error.code) == ("retry", True, "timeout")
    assert str(error) == "企业微信在 0.1 秒内没有回答，稍后自动重试"


def test_nothing_was_sent_where_nobody_listens() -> None:
    with closed_port() as port, pytest.raises(SendError) as caught:
        Http("钉钉", 5).request("POST", f"http://127.0.0.1:{port}/send", body={})
    assert (caught.value.policy, caught.value.ambiguous, caught.value.code) == ("retry", False, "connect")
    assert str(caught.value) == "连不上钉钉，请检查服务器能不能访问外网，稍后自动重试"


@pytest.mark.parametrize("address", ["qyapi.weixin.qq.com/cgi-bin", "http://", "ftp://example.invalid/", "http://[::1"])
def test_an_address_that_is_none_stops_the_channel(address: str) -> None:
    with pytest.raises(SendError) as caught:
        Http("企业微信", 5).request("GET", f"{address}?secret={SECRET}")
    assert (caught.value.policy, caught.value.tell, caught.value.ambiguous) == ("stop_channel", True, False)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html></html>", b"", b"[1]", b'{"a":', b"\xff\xfe", b"[" * 100_000])
def test_anything_but_a_json_object_is_an_error(peer: Peer, body: bytes) -> None:
    peer.reply = Reply(body, "text/html")
    error = error_of(peer)
    assert (error.policy, error.ambiguous, error.code) == ("retry", True, "http200")


def test_a_page_with_404_was_not_a_message_that_arrived(peer: Peer) -> None:
    peer.reply = Reply(b"<html>404</html>", "text/html", 404)
    assert error_of(peer).ambiguous is False


def test_reading_ends_at_the_limit(peer: Peer) -> None:
    peer.reply = Reply(b"x" * 2000, "image/png")
    http = Http("企业微信", 5)
    assert len(http.request("GET", peer.server.url, limit=2000).content) == 2000
    with pytest.raises(AnswerTooLarge):
        http.request("GET", peer.server.url, limit=1999)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_line_holds_the_secret(peer: Peer, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    peer.fault = fault
    error = error_of(peer, timeout=0.1 if fault == "slow" else 5.0)
    told = "".join(traceback.format_exception(error)) + str(error) + repr(error) + repr(error.__context__)
    assert SECRET not in told
    assert "127.0.0.1" not in told
    assert SECRET not in caplog.text


def test_a_call_that_succeeds_leaves_no_secret_in_the_log(peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    call(peer)
    assert SECRET not in caplog.text


def test_a_certificate_that_nobody_vouches_for_is_named(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.001})
    thread.start()
    try:
        with pytest.raises(SendError) as caught:
            Http("企业微信", 5).request("GET", f"https://127.0.0.1:{server.server_address[1]}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (caught.value.code, caught.value.ambiguous) == ("certificate", False)


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
