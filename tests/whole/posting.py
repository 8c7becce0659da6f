"""Callbacks over real HTTP, any number at once, with how long each took."""

import asyncio
import contextlib
import http.client
import io
import select
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from bot.platform import Request, Response

LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Answered:
    """What came back, and after how many seconds; status 0 where the connection broke before."""

    status: int
    body: str
    seconds: float

    @property
    def response(self) -> Response:
        """The same for those who read replies."""
        return Response(self.status, self.body)


def post(port: int, channel: str, request: Request) -> Answered:
    """One callback."""
    return post_at_once(port, channel, [request])[0]


def post_at_once(
    port: int, channel: str, requests: Sequence[Request], taken: Callable[[int], None] = lambda count: None
) -> list[Answered]:
    """All callbacks at the same time, each on its own connection. → the answers in the same order.

    `taken` is told after each HTTP 200 how many there are so far.
    """
    return asyncio.run(_all(port, [raw_request(channel, request) for request in requests], taken))


@contextmanager
def underway(port: int, channel: str, request: Request) -> Iterator[socket.socket]:
    """A callback that has been sent whole and is not answered yet; `answer_of` waits for the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_SECONDS) as connection:
        connection.sendall(raw_request(channel, request))
        yield connection


def is_answered(connection: socket.socket) -> bool:
    """Whether something has come back."""
    return bool(select.select([connection], [], [], 0)[0])


def answer_of(connection: socket.socket) -> Answered:
    """Reads the answer to a callback that is underway."""
    began, raw = time.monotonic(), b""
    while piece := connection.recv(65536):
        raw += piece
    return Answered(*read_answer(raw), time.monotonic() - began)


def raw_request(channel: str, request: Request) -> bytes:
    """A callback as bytes on the wire."""
    path = f"/callback/{channel}" + (f"?{urlencode(request.query)}" if request.query else "")
    headers = {**request.headers, "host": "127.0.0.1", "content-length": str(len(request.body)), "connection": "close"}
    lines = [f"{request.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + request.body


async def _all(port: int, requests: Sequence[bytes], taken: Callable[[int], None]) -> list[Answered]:
    count = 0

    async def one(request: bytes) -> Answered:
        nonlocal count
        answered = await _exchange(port, request)
        if answered.status == 200:
            count += 1
            taken(count)
        return answered

    return list(await asyncio.gather(*(one(request) for request in requests)))


async def _exchange(port: int, request: bytes) -> Answered:
    began = time.monotonic()
    status, body = 0, ""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            status, body = read_answer(await _talk(port, request))
    except (OSError, http.client.HTTPException):
        pass  # the other side died: that is the answer
    return Answered(status, body, time.monotonic() - began)


async def _talk(port: int, request: bytes) -> bytes:
    # On a bare socket: a stream forgets an answer that has come when the rest of the request is no longer taken.
    loop, received = asyncio.get_running_loop(), b""
    with socket.socket() as connection:
        connection.setblocking(False)
        await loop.sock_connect(connection, ("127.0.0.1", port))
        with contextlib.suppress(ConnectionError):
            await loop.sock_sendall(connection, request)
        with contextlib.suppress(ConnectionError):
            while piece := await loop.sock_recv(connection, 65536):
                received += piece
    return received


def read_answer(raw: bytes) -> tuple[int, str]:
    """Status and body of a whole answer. http.client.HTTPException where it is cut off."""
    answer = http.client.HTTPResponse(cast(Any, _Bytes(raw)))
    answer.begin()
    return answer.status, answer.read().decode()


class _Bytes:
    """As much of a socket as http.client reads an answer from."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> io.BytesIO:
        """What was received."""
        return io.BytesIO(self._raw)
