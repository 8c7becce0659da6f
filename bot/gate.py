"""The way in for callbacks, before the web framework: platforms send short requests of one shape, and many of them.

Everything else goes on to the framework. A request costs half the time that the framework's routing and request
objects would take (docs/performance.md).
"""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from bot.pipeline import Pipeline
from bot.platform import BODY_LIMIT, Request, Response

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX = "/callback/"
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
MOST_PARAMETERS = 50


class Headers(Mapping[str, str]):
    """The headers of a WSGI request, by lower-case name."""

    def __init__(self, environ: Environ) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        key = name.upper().replace("-", "_")
        return str(self._environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"])

    def __iter__(self) -> Any:
        return (key[5:].lower().replace("_", "-") for key in self._environ if key.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class CallbackGate:
    """Hands `/callback/<channel>` to the pipeline and every other path to the application behind it."""

    def __init__(self, pipeline: Pipeline, behind: WsgiApplication) -> None:
        self._pipeline = pipeline
        self._behind = behind

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._behind(environ, start_response)
        response = self._answer(path[len(PREFIX) :], environ)
        body = response.body.encode()
        headers = [
            ("Content-Type", response.content_type),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(STATUS_LINES[response.status], headers)
        return [body]

    def _answer(self, channel: str, environ: Environ) -> Response:
        size = _declared_size(environ)
        if size is not None and size > BODY_LIMIT:
            return Response(413)
        method = environ.get("REQUEST_METHOD", "")
        if method not in ("GET", "POST"):
            return Response(405)
        body = _body(environ, size) if method == "POST" else b""
        if len(body) > BODY_LIMIT:
            return Response(413)
        return self._pipeline.callback(channel, Request(method, _query(environ), Headers(environ), body))


def _declared_size(environ: Environ) -> int | None:
    """The size that a request says its body has; None of one that does not say it."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else None


def _body(environ: Environ, size: int | None) -> bytes:
    """The body; of one that does not say its size at most a byte more than is taken."""
    body: bytes = environ["wsgi.input"].read(BODY_LIMIT + 1 if size is None else size)
    return body


def _query(environ: Environ) -> Mapping[str, str]:
    """The first value of each parameter; none at all of a query that nobody sends."""
    try:
        pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return {}
    return dict(reversed(pairs))
