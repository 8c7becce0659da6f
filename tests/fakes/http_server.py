"""A real HTTP server on this machine for the fakes of the platforms, with scripted faults."""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

HUGE = 21 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """One request as it came in. Header names are lower-case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is sent back."""

    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class FaultyServer:
    """Serves `answer` on 127.0.0.1. `fault` names the fault of a call, "" for none, or is the reply instead.

    Faults: `down` (the connection ends without an answer), `slow` (no answer before the server stops), `html`,
    `half` (half the answer), `http500`, `redirect`, `huge` (21 MB), `lost` (answered, but the answer does not arrive).
    """

    def __init__(self, answer: Callable[[Call], Reply], fault: Callable[[Call], "str | Reply"]) -> None:
        self.answer = answer
        self.fault = fault
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.001})
        self._thread.start()

    @property
    def url(self) -> str:
        """The server's address without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Ends every connection and thread."""
        self.over.set()
        self._server.shutdown()
        self._server.hang_up()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64
    owner: FaultyServer

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""

    def hang_up(self) -> None:
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test reads the fake, not its log."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        owner = cast(_Server, self.server).owner
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)
        fault = owner.fault(call)
        if isinstance(fault, Reply):
            return self._send(fault)
        if fault == "slow":
            owner.over.wait(60)
        if fault in ("down", "slow"):
            self.close_connection = True
            return
        if fault in CANNED:
            return self._send(CANNED[fault]())
        reply = owner.answer(call)
        if fault == "lost":
            self.close_connection = True
            return
        self._send(reply, half=fault == "half")

    def _send(self, reply: Reply, half: bool = False) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if half else reply.body)
        self.close_connection = self.close_connection or half


CANNED: dict[str, Callable[[], Reply]] = {
    "html": lambda: Reply("<html><body>网关</body></html>".encode(), "text/html; charset=utf-8"),
    "http500": lambda: Reply(b"<html>Internal Server Error</html>", "text/html", 500),
    "redirect": lambda: Reply(b"", "text/html", 302, {"Location": "/elsewhere"}),
    "huge": lambda: Reply(b" " * HUGE, "application/octet-stream", 200, {"Content-Disposition": "attachment"}),
}
